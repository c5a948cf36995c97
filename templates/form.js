"use strict";
(() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const memory = read("minne");
  const words = read("ord");
  const form = document.getElementById("svar");
  const state = document.getElementById("lage");
  const faults = document.getElementById("fel");
  const fields = [...form.elements].filter((field) => field.name);
  const draft = `trygghet/${memory.blankett}/${memory["frågor"]}`;

  const values = () => Object.fromEntries(fields.map((field) => [field.name, field.value.trim()]));

  const store = (act) => {
    try {
      return act(window.localStorage);
    } catch {
      return null;
    }
  };

  const duties = [...form.querySelectorAll("fieldset[data-duty]")];
  const statusOf = (duty) => duty.querySelector("select[name$='/status']").value;

  const tell = (more) => {
    const answered = duties.filter((duty) => statusOf(duty)).length;
    state.textContent = `${answered} av ${duties.length} frågor har status. ${more}`.trim();
  };

  const calledFor = (field) => {
    const duty = field.closest("fieldset[data-duty]");
    if (!duty || field.value.trim()) {
      return "";
    }
    const status = statusOf(duty);
    if (field.dataset.asked && words.underlag.includes(status)) {
      return `Behövs när status är ${status}.`;
    }
    if (field.name.endsWith("/skäl") && words["skäl"].includes(status)) {
      return `Skriv varför, när status är ${status}.`;
    }
    if (field.name === `svar/${duty.dataset.duty}/status`) {
      const others = [...duty.elements].some((other) => other !== field && other.value && other.value.trim());
      return others ? "Välj en status." : "";
    }
    return "";
  };

  const check = (field) => {
    const validity = field.validity;
    let message = calledFor(field);
    if (validity.badInput || validity.rangeUnderflow || validity.rangeOverflow) {
      message = "Skriv ett datum som ÅÅÅÅ-MM-DD.";
    } else if (validity.patternMismatch) {
      message = `Går inte att läsa. ${document.getElementById(`${field.id}h`).textContent}`.trim();
    } else if (validity.tooLong) {
      message = "Texten är för lång.";
    }
    document.getElementById(`${field.id}e`).textContent = message;
    if (message) {
      field.setAttribute("aria-invalid", "true");
    } else {
      field.removeAttribute("aria-invalid");
    }
    return message;
  };

  const saved = store((storage) => JSON.parse(storage.getItem(draft)));
  if (saved) {
    for (const field of fields) {
      if (typeof saved[field.name] === "string") {
        field.value = saved[field.name];
      }
    }
  }
  tell(saved ? "Utkastet från förra gången är tillbaka." : "");

  form.addEventListener("input", () => {
    const kept = store((storage) => storage.setItem(draft, JSON.stringify(values()))) !== null;
    tell(kept ? "Utkastet är sparat." : "Webbläsaren sparar inget utkast; spara svarsfilen innan du stänger sidan.");
  });

  form.addEventListener("change", (event) => {
    check(event.target);
    const duty = event.target.closest("fieldset[data-duty]");
    if (duty) {
      for (const field of duty.querySelectorAll("[aria-invalid]")) {
        check(field);
      }
    }
  });

  document.getElementById("rensa").addEventListener("click", () => {
    if (window.confirm("Ta bort utkastet från den här datorn? Det du har skrivit försvinner.")) {
      store((storage) => storage.removeItem(draft));
      form.reset();
      faults.hidden = true;
      for (const field of fields) {
        document.getElementById(`${field.id}e`).textContent = "";
        field.removeAttribute("aria-invalid");
      }
      tell("Utkastet är borttaget.");
    }
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const wrong = fields.filter(check);
    faults.replaceChildren();
    faults.hidden = !wrong.length;
    if (wrong.length) {
      const heading = document.createElement("h2");
      heading.textContent = wrong.length === 1 ? "Ett fält behöver rättas" : `${wrong.length} fält behöver rättas`;
      const list = document.createElement("ul");
      for (const field of wrong) {
        const link = document.createElement("a");
        link.href = `#${field.id}`;
        link.textContent = `${memory.rutor[field.name]}: ${document.getElementById(`${field.id}e`).textContent}`;
        link.addEventListener("click", (clicked) => {
          clicked.preventDefault();
          field.focus();
        });
        const item = document.createElement("li");
        item.append(link);
        list.append(item);
      }
      faults.append(heading, list);
      faults.focus();
      return;
    }
    const text = JSON.stringify({ ...memory, svar: values() }, null, 2);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = `${memory.blankett}-svar.json`;
    document.body.append(link);
    link.click();
    link.remove();
    tell(`Svarsfilen ${link.download} är sparad. Skicka den som bilaga.`);
  });
})();

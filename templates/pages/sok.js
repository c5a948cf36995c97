"use strict";
(() => {
  const form = document.querySelector(".search");
  const field = document.getElementById("sokruta");
  const box = document.getElementById("traffar");
  const told = box.querySelector("p");
  const list = box.querySelector("ul");
  const most = 20;
  let loading = null;

  const load = () => {
    loading ??= new Promise((resolve) => {
      const script = document.createElement("script");
      script.src = `${form.dataset.up}sok-index.js`;
      script.onload = () => resolve(window.trygghetIndex);
      script.onerror = () => resolve(null);
      document.head.append(script);
    });
    return loading;
  };

  const plain = (text) => text.toLocaleLowerCase("sv");

  const rank = (one, words) => {
    const title = plain(one.title);
    const text = `${title} ${plain(one.text)}`;
    if (!words.every((word) => text.includes(word))) return -1;
    if (title.startsWith(words[0])) return 0;
    return words.every((word) => title.includes(word)) ? 1 : 2;
  };

  const entry = (one) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    const kind = document.createElement("small");
    link.href = form.dataset.up + one.address;
    link.textContent = one.title;
    kind.textContent = ` ${one.kind}`;
    item.append(link, kind);
    return item;
  };

  const show = async () => {
    const words = plain(field.value).split(/\s+/).filter(Boolean);
    box.hidden = words.length === 0;
    if (box.hidden) return;
    const index = await load();
    if (!index) {
      told.textContent = "Sökningen går inte att läsa in.";
      return;
    }
    const found = index
      .map((one) => [rank(one, words), one])
      .filter(([place]) => place >= 0)
      .sort(([one], [other]) => one - other)
      .map(([, one]) => one);
    const shown = found.slice(0, most);
    list.replaceChildren(...shown.map(entry));
    const many = found.length === 1 ? "1 träff" : `${found.length} träffar`;
    told.textContent = found.length === 0 ? "Inga träffar." : found.length > most ? `${many}; de ${most} första visas.` : `${many}.`;
  };

  field.addEventListener("input", show);
  field.addEventListener("focus", load, { once: true });
  const leave = (event) => {
    if (event.key !== "Escape") return;
    field.value = "";
    field.focus();
    show();
  };
  field.addEventListener("keydown", leave);
  box.addEventListener("keydown", leave);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show().then(() => list.querySelector("a")?.focus());
  });

  const asked = new URLSearchParams(window.location.search).get("q");
  if (asked) {
    field.value = asked;
    show();
  }
})();

"use strict";
// Loads the page anew when the files have changed, and keeps its place: scroll, focus, what is open and what is typed.
(() => {
  const here = document.currentScript.src;
  const stream = new URL(`handelser${new URL(here).search}`, here);
  const memory = `trygghet:${window.location.pathname}`;
  const able = "a[href], button, input, select, textarea, summary, [tabindex]";
  const all = (what) => [...document.querySelectorAll(what)];
  const label = (one) => `${one.tagName} ${one.id} ${one.getAttribute("href") ?? ""} ${one.textContent.trim().slice(0, 80)}`;
  let events = null;
  let notice = null;

  const keep = () => {
    const focused = document.activeElement;
    const field = document.getElementById("sokruta");
    const kept = {
      top: window.scrollY,
      left: window.scrollX,
      focus: focused && focused !== document.body ? [all(able).indexOf(focused), label(focused)] : null,
      open: all("details").map((one) => one.open),
      typed: field ? [field.value, field.selectionStart, field.selectionEnd] : null,
    };
    sessionStorage.setItem(memory, JSON.stringify(kept));
  };

  const restore = () => {
    const text = sessionStorage.getItem(memory);
    if (!text) return;
    sessionStorage.removeItem(memory);
    const kept = JSON.parse(text);
    all("details").forEach((one, place) => {
      if (place in kept.open) one.open = kept.open[place];
    });
    const field = document.getElementById("sokruta");
    if (field && kept.typed && kept.typed[0]) {
      field.value = kept.typed[0];
      field.dispatchEvent(new Event("input"));
      field.setSelectionRange(kept.typed[1], kept.typed[2]);
    }
    if (kept.focus) {
      const ables = all(able);
      const same = ables[kept.focus[0]];
      const found = same && label(same) === kept.focus[1] ? same : ables.find((one) => label(one) === kept.focus[1]);
      found?.focus({ preventScroll: true });
    }
    window.scrollTo({ left: kept.left, top: kept.top, behavior: "instant" });
  };

  const tell = (text) => {
    if (!text) {
      notice?.remove();
      notice = null;
    } else if (!notice) {
      notice = document.createElement("p");
      notice.className = "stale";
      notice.setAttribute("role", "status");
      notice.textContent = text;
      document.querySelector("header").prepend(notice);
    }
  };

  const listen = () => {
    events?.close();
    events = null;
    if (document.hidden) return;
    events = new EventSource(stream);
    events.onopen = () => tell("");
    events.onmessage = () => {
      events.close();
      keep();
      window.location.reload();
    };
    events.onerror = () => tell("Sidan uppdateras inte: trygghet serve svarar inte. Starta kommandot igen.");
  };

  // Pages that nobody looks at hold no connection: a browser has but a few for each host.
  document.addEventListener("visibilitychange", listen);
  window.addEventListener("pageshow", listen);
  window.addEventListener("pagehide", () => events?.close());
  restore();
})();

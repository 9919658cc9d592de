// Comfort for the pages of the desk; each of them works without it. Nothing is kept in the browser.
"use strict";

(() => {
  const form = document.querySelector("form.entry");
  if (!form) return;

  const every = (selector, inside = document) => [...inside.querySelectorAll(selector)];

  // Typed input is kept on the server a few seconds after a change.

  const kept = form.querySelector("[data-kept]");
  const known = form.querySelector("[data-duplicates]");
  let waiting = 0;
  let leaving = false;

  function changed() {
    clearTimeout(waiting);
    waiting = setTimeout(keep, 2500);
  }

  async function keep({ keepalive = false } = {}) {
    clearTimeout(waiting);
    waiting = 0;
    if (leaving || !form.dataset.keep) return;
    try {
      const body = new URLSearchParams(new FormData(form));
      const last = keepalive && body.toString().length < 60_000; // no browser takes more along
      const answer = await fetch(form.dataset.keep, { method: "POST", body, redirect: "error", keepalive: last });
      if (!answer.ok) throw new Error(String(answer.status));
      const { said, duplicates } = await answer.json();
      if (kept.textContent !== said) kept.textContent = said;
      show(duplicates || []);
    } catch {
      kept.textContent = form.dataset.unkept || "";
    }
  }

  function show(duplicates) {
    if (!known) return;
    const text = JSON.stringify(duplicates);
    if (known.dataset.shown === text) return;
    known.dataset.shown = text;
    known.replaceChildren();
    if (!duplicates.length) return;
    const box = document.createElement("div");
    box.className = "message";
    for (const { sentence, href, named } of duplicates) {
      const line = document.createElement("p");
      line.append(sentence);
      if (href) {
        const link = document.createElement("a");
        link.href = href;
        link.textContent = named;
        line.append(" ", link);
      }
      box.append(line);
    }
    known.append(box);
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  // Who closes the tab, or turns to another, does not lose the last words.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && waiting) keep({ keepalive: true });
  });
  form.addEventListener("submit", () => {
    leaving = true;
    clearTimeout(waiting);
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) leaving = false;
  });

  // A dash alone in a box means "not stated". The server reads it so too; here it is seen at once.

  form.addEventListener("change", ({ target }) => {
    if (target.value !== "-") return;
    const state = form.elements[target.name.replace(/_text$/, "") + "_state"];
    if (!state) return;
    target.value = "";
    state.value = "not_stated";
  });

  // Rows follow the number of people, and show what they inherit.

  const body = form.querySelector("[data-rows]");
  const blank = form.querySelector("[data-blank]");
  const people = form.elements.people;

  function addRow() {
    const number = body.children.length + 1;
    const copy = blank.content.cloneNode(true);
    for (const one of every("*", copy)) {
      for (const { name, value } of [...one.attributes]) {
        if (value.includes("row-__")) one.setAttribute(name, value.replaceAll("row-__", `row-${number - 1}`));
        else if (name === "value" && value === "remove:0") one.value = `remove:${number}`;
        else if (name === "aria-label") one.setAttribute(name, value.replace(/(\D)0(?!\d)/, `$1${number}`));
      }
    }
    every(".n", copy).forEach((one) => (one.textContent = number));
    every(".aside", copy).forEach((one) => (one.textContent = one.textContent.replace(/(\D)0(?!\d)/, `$1${number}`)));
    body.append(copy);
    inherit();
  }

  const isEmpty = (row) => every("input, select", row).every((one) => !one.value);

  function matchPeople() {
    const wanted = Math.min(60, Number.parseInt(people.value, 10) || 0);
    if (wanted < 1) return;
    while (body.children.length < wanted) addRow();
    while (body.children.length > wanted && isEmpty(body.lastElementChild)) body.lastElementChild.remove();
  }

  function inherit() {
    for (const name of ["form", "placement", "plea", "in_russia_since", "fine_amount"]) {
      const above = form.elements[name];
      const state = form.elements[`${name}_state`];
      const options = above.options || (state && state.selectedIndex > 0 && !above.value ? state.options : null);
      const source = above.options ? above : state;
      const said = options ? options[source.selectedIndex].text : above.value || form.dataset.unknown;
      const text = form.dataset.above.replace("%s", said.replace(/^- /, ""));
      for (const one of every(`[data-of="${name}"]`, body)) {
        if (one.options) one.options[0].text = text;
        else one.placeholder = text;
      }
    }
  }

  if (body && people) {
    people.addEventListener("input", matchPeople);
    form.addEventListener("change", inherit);
    inherit();
    matchPeople();
  }

  // Courts and judges are suggested while somebody types.

  function combobox(picker) {
    const name = picker.dataset.picker;
    const many = "many" in picker.dataset;
    const input = picker.querySelector("input[type=text]");
    const searched = form.elements[`${name}_searched`];
    const choices = picker.querySelector(".choices");
    const said = picker.querySelector("[data-said]");
    const list = document.createElement("ul");
    list.id = `list_${name}`;
    list.className = "suggestions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", picker.querySelector("label").textContent);
    input.parentElement.after(list);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "false");
    let asked = 0;
    let active = -1;
    let pending = 0;

    function close() {
      list.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }

    function mark(index) {
      const all = [...list.children];
      active = (index + all.length) % all.length;
      all.forEach((one, place) => one.setAttribute("aria-selected", String(place === active)));
      input.setAttribute("aria-activedescendant", all[active].id);
      all[active].scrollIntoView({ block: "nearest" });
    }

    function entry({ pk, label, detail }, index) {
      const one = document.createElement("li");
      one.id = `${list.id}_${index}`;
      one.setAttribute("role", "option");
      one.setAttribute("aria-selected", "false");
      const more = document.createElement("span");
      more.className = "soft";
      more.textContent = ` ${detail}`;
      one.append(label, more);
      one.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        choose({ pk, label, detail });
      });
      one.found = { pk, label, detail };
      return one;
    }

    function choose({ pk, label, detail }) {
      const line = document.createElement("label");
      const radio = document.createElement("input");
      Object.assign(radio, { type: many ? "checkbox" : "radio", name, value: pk, checked: true });
      const words = document.createElement("span");
      const more = document.createElement("span");
      more.className = "soft";
      more.textContent = ` ${detail}`;
      words.append(label, more);
      line.append(radio, " ", words);
      for (const one of every("label", choices)) {
        const { checked, value } = one.querySelector("input");
        if (!many || !checked || value === String(pk)) one.remove();
      }
      choices.append(line);
      input.value = "";
      searched.value = "";
      close();
      changed();
    }

    async function ask() {
      const text = input.value.trim();
      const turn = ++asked;
      said.textContent = "";
      if (text.length < 2) return close();
      const address = new URL(picker.dataset.url, location.href);
      address.searchParams.set("q", text);
      const court = form.querySelector("input[name=court]:checked");
      if (court) address.searchParams.set("court", court.value);
      try {
        const answer = await fetch(address, { redirect: "error" });
        const { results } = await answer.json();
        if (turn !== asked) return;
        said.textContent = results.length ? "" : picker.dataset.nothing;
        list.replaceChildren(...results.map(entry));
        if (!results.length) return close();
        list.hidden = false;
        input.setAttribute("aria-expanded", "true");
        mark(0);
      } catch {
        close(); // the button "Find" does the same
      }
    }

    input.addEventListener("input", () => {
      clearTimeout(pending);
      pending = setTimeout(ask, 120);
    });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (list.hidden) return;
      if (event.key === "ArrowDown") mark(active + 1);
      else if (event.key === "ArrowUp") mark(active - 1);
      else if (event.key === "Enter") choose(list.children[active].found);
      else if (event.key === "Escape") close();
      else return;
      event.preventDefault();
    });
  }

  every("[data-picker]", form).forEach(combobox);
  document.getElementById("trouble")?.focus();
})();

// The number of rows that are to be imported follows the ticks before they are saved.

(() => {
  const told = document.querySelector("[data-ticked]");
  if (!told) return;

  const form = told.closest("form");
  const boxes = [...form.querySelectorAll("input[name=row]")];
  const before = boxes.filter((one) => one.defaultChecked).length;

  function count() {
    const now = boxes.filter((one) => one.checked).length;
    if (now === before && !told.dataset.moved) return;
    told.dataset.moved = "yes";
    told.textContent = told.dataset.now.replace("%s", Number(told.dataset.ticked) - before + now);
  }

  form.addEventListener("change", count);
  addEventListener("pageshow", count);
})();

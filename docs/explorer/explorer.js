// SPDX-License-Identifier: BSL-1.0
// The page: settings, what they ask of the library, and what is shown of its answers.
"use strict";

(() => {
  const at = (id) => document.getElementById(id);
  const make = (tag, attributes = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes))
      if (value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
    node.append(...children);
    return node;
  };

  const points = 60;
  const epsilons = Array.from({ length: points }, (_, i) => 10 ** (-4 + (4 * i) / (points - 1)));
  const reading = [
    { key: "T", symbol: "T", label: "observations", least: 1, most: 1e6, initial: 200, integer: true, logarithmic: true },
    { key: "to", symbol: "", label: "curve up to", least: 10, most: 1e6, initial: 10000, integer: true, logarithmic: true },
    { key: "epsilon", symbol: "ε", label: "error aimed at, nats", least: 1e-4, most: 1, initial: 0.05, integer: false, logarithmic: true },
  ];
  const panels = ["a", "b"];
  const state = { T: 200, to: 10000, epsilon: 0.05, names: true, compare: false, a: null, b: null };
  const answers = {};
  let processes = [];
  let library;
  let marked = null;
  let theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";

  const described = (panel) => processes[state[panel].process];
  const shown = () => (state.compare ? panels : ["a"]);
  const longest = () =>
    Math.min(Math.max(state.to, state.T), ...shown().map((panel) => described(panel).longest));
  const values_of = (panel) => described(panel).parameters.map(({ key }) => state[panel].values[key]);
  const initial = (process) =>
    ({ process, values: Object.fromEntries(processes[process].parameters.map(({ key, initial: value }) => [key, value])) });

  // A link holds the state ----------------------------------------------------------------------------------------

  const written = (panel) =>
    [described(panel).name, ...Object.entries(state[panel].values).map(([key, value]) => `${key}:${value}`)].join(";");
  const fragment = () =>
    `#T=${state.T}&to=${state.to}&epsilon=${state.epsilon}${state.names ? "" : "&names=0"}` +
    shown().map((panel) => `&${panel}=${written(panel)}`).join("");

  const allowed = (parameter, value) => {
    if (!Number.isFinite(value)) return parameter.initial;
    const inside = Math.min(parameter.most, Math.max(parameter.least, value));
    return parameter.integer ? Math.round(inside) : inside;
  };
  function read_panel(text) {
    const [name, ...pairs] = text.split(";");
    const process = Math.max(0, processes.findIndex((one) => one.name === name));
    const setting = initial(process);
    for (const pair of pairs) {
      const [key, value] = pair.split(":");
      const parameter = processes[process].parameters.find((one) => one.key === key);
      if (parameter) setting.values[key] = allowed(parameter, Number.parseFloat(value));
    }
    return setting;
  }
  function read_fragment(text) {
    const given = new URLSearchParams(text.replace(/^#/, ""));
    for (const parameter of reading)
      state[parameter.key] = allowed(parameter, Number.parseFloat(given.get(parameter.key) ?? parameter.initial));
    state.names = given.get("names") !== "0";
    state.a = read_panel(given.get("a") ?? processes[0].name);
    state.compare = given.has("b");
    state.b = state.compare ? read_panel(given.get("b")) : null;
  }

  // Controls ------------------------------------------------------------------------------------------------------

  const steps = 1000;
  function slider(parameter, id, value, changed) {
    const { least, most, logarithmic, integer } = parameter;
    const to_step = (number) =>
      steps * (logarithmic ? Math.log(number / least) / Math.log(most / least) : (number - least) / (most - least));
    const from_step = (step) => {
      const number = logarithmic ? least * (most / least) ** (step / steps) : least + ((most - least) * step) / steps;
      return allowed(parameter, integer ? number : Number(number.toPrecision(3)));
    };
    const symbol = make("i", {}, parameter.symbol);
    const few = integer && !logarithmic;
    const range = make("input", { type: "range", id, min: few ? least : 0, max: few ? most : steps, step: 1 });
    const number = make("input", { type: "number", min: least, max: most, step: integer ? 1 : "any",
      "aria-label": `${parameter.label}, ${parameter.symbol}, typed` });
    const show = (shown_value, typed) => {
      range.value = few ? shown_value : to_step(shown_value);
      range.setAttribute("aria-valuetext", String(shown_value));
      if (!typed) number.value = shown_value;
    };
    show(value);
    range.addEventListener("input", () => {
      const chosen = few ? Number(range.value) : from_step(Number(range.value));
      range.setAttribute("aria-valuetext", String(chosen));
      number.value = chosen;
      changed(chosen);
    });
    // An arrow key always moves a whole number.
    range.addEventListener("keydown", (event) => {
      const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
      if (!by || few) return;
      event.preventDefault();
      const now = Number(number.value);
      const next = allowed(parameter, integer && now < 50 ? now + by : from_step(to_step(now) + by * 10));
      show(next);
      changed(next);
    });
    number.addEventListener("input", () => {
      if (number.value === "") return;
      const chosen = allowed(parameter, Number(number.value));
      show(chosen, true);
      changed(chosen);
    });
    number.addEventListener("change", () => { number.value = allowed(parameter, Number(number.value || parameter.initial)); });
    return make("div", { class: "slider" }, make("label", { for: id }, parameter.label, " ", symbol), range, number);
  }

  function settings_of(panel) {
    const choice = make("select", { id: `process-${panel}`, "aria-label": "How the data come about" });
    for (const kind of new Set(processes.map((one) => one.kind)))
      choice.append(make("optgroup", { label: kind }, ...processes.flatMap((one, i) =>
        one.kind === kind ? [make("option", { value: i, selected: i === state[panel].process }, one.title)] : [])));
    const group = make("fieldset", { class: panel },
      make("legend", {}, state.compare ? `Setting ${panel.toUpperCase()}` : "How the data come about"), choice,
      make("p", { class: "story" }, described(panel).story),
      ...described(panel).parameters.map((parameter) =>
        slider(parameter, `${panel}-${parameter.key}`, state[panel].values[parameter.key], (value) => {
          state[panel].values[parameter.key] = value;
          moved([panel]);
        })));
    choice.addEventListener("change", () => {
      const before = state[panel].values;
      state[panel] = initial(Number(choice.value));
      // What both have stays, as far as the other allows.
      for (const parameter of described(panel).parameters)
        if (parameter.key in before && parameter.key !== "concentration")
          state[panel].values[parameter.key] = allowed(parameter, before[parameter.key]);
      controls();
      at(`process-${panel}`).focus();
      moved(shown());
    });
    return group;
  }

  function controls() {
    at("settings").replaceChildren(...shown().map(settings_of));
    at("reading").replaceChildren(...reading.map((parameter) =>
      slider(parameter, parameter.key, state[parameter.key], (value) => {
        state[parameter.key] = value;
        moved(shown());
      })));
    at("compare").checked = state.compare;
    at("names").checked = state.names;
  }

  // What moves ----------------------------------------------------------------------------------------------------

  const asked = {};
  let settling;
  function moved(which) {
    const end = longest();
    const horizons = Array.from({ length: points }, (_, i) => Math.round(end ** (i / (points - 1))));
    for (const panel of which)
      asked[panel] = library.draw({ panel, process: state[panel].process, parameters: values_of(panel),
        horizons: [...new Set([...horizons, Math.min(state.T, end)])].sort((one, other) => one - other),
        epsilons, epsilon: state.epsilon, at: Math.min(state.T, end) });
    clearTimeout(settling);
    settling = setTimeout(settled, 400);
  }
  function settled() {
    history.replaceState(null, "", fragment());
    at("summary").textContent = shown().map(sentence).join(" ");
    if (at("table-details").open) draw_table();
  }

  // Pictures, at most one a frame ---------------------------------------------------------------------------------

  let frame = 0;
  const redraw = () => { frame = frame || requestAnimationFrame(draw); };
  const statistics = { drawn: 0, times: [] };

  function side_at(panel, quantity, side) {
    const { rows, horizons } = answers[panel];
    const values = merged(rows, quantity, side);
    const place = horizons.indexOf(Math.min(state.T, longest()));
    return values && place >= 0 ? values[place] : undefined;
  }
  function source_at(panel, quantity, side) {
    const { rows, horizons } = answers[panel];
    const place = horizons.indexOf(Math.min(state.T, longest()));
    return rows.find((row) => row.quantity === quantity && row.side === side && !Number.isNaN(row.values[place]))?.source ?? "";
  }
  const interval = (from, to, digits = 3) => (short(from, digits) === short(to, digits) ? short(from, digits) : `${short(from, digits)} to ${short(to, digits)}`);

  function title(panel) {
    const T = short(Math.min(state.T, longest()));
    const exact = side_at(panel, "error", "exact");
    const lower = side_at(panel, "best", "lower") ?? exact;
    const upper = side_at(panel, "best", "upper") ?? exact;
    if (upper === undefined) return "…";
    const after = `After ${T} observation${T === "1" ? "" : "s"} ${state.compare ? "the best learner" : "the best possible learner"}`;
    if (exact !== undefined && is_shown(exact)) return `${after} loses ${short(exact)} nats each`;
    if (upper === Infinity) return `${after} loses at least ${short(lower)} nats each`;
    return `${after} loses ${interval(lower, upper)} nats each`;
  }
  function needed_text(panel) {
    const side = (name) => answers[panel].needed.find((row) => row.side === name)?.values[0];
    const [from, to] = [side("lower"), side("upper")];
    if (from === undefined) return null;
    return to === Infinity ? `at least ${short(from, 4)}` : from === to ? short(from, 4) : `${short(from, 4)} to ${short(to, 4)}`;
  }
  function sentence(panel) {
    const answer = answers[panel];
    if (!answer) return "";
    if (answer.refusal) return answer.refusal;
    const needed = needed_text(panel);
    return `${state.compare ? `Setting ${panel.toUpperCase()}, ` : ""}${described(panel).title}. ${title(panel)}.` +
      (needed ? ` An error of ${short(state.epsilon)} takes ${needed} observations.` : "");
  }

  function answer_table(panel) {
    const row = (question, text, source) =>
      make("tr", {}, make("th", { scope: "row" }, question), make("td", {}, make("b", {}, text), make("small", {}, source)));
    const exact = side_at(panel, "error", "exact");
    const rows = [];
    const tasks = described(panel).verb === "meta_bracket";
    if (exact !== undefined) rows.push(row("error, exact", short(exact, 4), "the information is known"));
    if (side_at(panel, "best", "upper") !== undefined) {
      rows.push(row("at most", short(side_at(panel, "best", "upper"), 4), source_at(panel, "best", "upper")));
      rows.push(row("at least", short(side_at(panel, "best", "lower"), 4), source_at(panel, "best", "lower")));
    }
    if (tasks && side_at(panel, "meta", "upper") !== undefined) {
      rows.push(row("for what is shared", interval(side_at(panel, "meta", "lower"), side_at(panel, "meta", "upper")), ""));
      rows.push(row("for each task’s own", interval(side_at(panel, "intra", "lower"), side_at(panel, "intra", "upper")), ""));
    }
    const needed = needed_text(panel);
    if (needed) rows.push(row(`observations for ε = ${short(state.epsilon)}`, needed, ""));
    return make("div", { class: panel }, make("table", {},
      make("caption", { class: panel }, `${state.compare ? `${panel.toUpperCase()}: ` : ""}${described(panel).title}, nats per observation at T = ${short(Math.min(state.T, longest()))}`),
      make("tbody", {}, ...rows)));
  }

  function bounds_table(panel) {
    const { rows, horizons } = answers[panel];
    const place = horizons.indexOf(Math.min(state.T, longest()));
    const list = named(rows);
    if (list.length === 0)
      return make("p", { class: "quiet" }, `${described(panel).title}: ${described(panel).verb === "information"
        ? "the error is known exactly, so that no bound is needed." : "the bracket of both parts, as the table above has it."}`);
    const best = { upper: side_at(panel, "best", "upper"), lower: side_at(panel, "best", "lower") };
    return make("div", { class: panel }, make("table", {},
      make("caption", { class: panel }, `${state.compare ? `${panel.toUpperCase()}: ` : ""}${described(panel).title}`),
      make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "#"), make("th", { scope: "col" }, "bound"),
        make("th", { scope: "col", class: "number" }, `at T = ${short(Math.min(state.T, longest()))}`))),
      make("tbody", {}, ...list.map(({ number, side, source, values }) => {
        const [, name, theory] = source.match(/^(.*?)(?: \((theory [^)]*)\))?$/) ?? [source, source, ""];
        const line = make("tr", { "data-row": number, class: values[place] === best[side] ? "best" : undefined },
          make("td", {}, String(number)),
          make("td", {}, make("span", { class: `key ${side}`, role: "img", "aria-label": side }), name, make("span", { class: "theory" }, `${side} bound${theory ? `, ${theory}` : ""}`)),
          make("td", { class: "number" }, `${side === "upper" ? "≤" : "≥"} ${short(values[place], 4)}`));
        line.addEventListener("pointerenter", () => { marked = `${panel}${number}`; redraw(); });
        line.addEventListener("pointerleave", () => { marked = null; redraw(); });
        return line;
      }))));
  }

  let resting = 0;
  function draw() {
    frame = 0;
    const ready = shown().filter((panel) => answers[panel] && !answers[panel].refusal);
    const before = performance.now();
    const two = state.compare;
    const box = at("picture");
    const phone = innerWidth <= 900;
    const whole = Math.max(300, box.clientWidth || at("stage").clientWidth || innerWidth - 28);
    const width = two && !phone ? Math.floor((whole - 14) / 2) : whole;
    const height = phone ? (two ? 180 : 280) : Math.round(Math.min(470, Math.max(330, innerHeight * 0.5)));
    const domain = range_of(ready.map((panel) => answers[panel]));
    const parts = shown().map((panel) => {
      const answer = answers[panel];
      const part = make("div", { class: panel });
      if (!answer) return part;
      part.append(make("h2", {}, answer.refusal ? described(panel).title : title(panel)));
      if (answer.refusal) part.append(make("p", { class: "refused", role: "alert" }, answer.refusal));
      else
        part.append(error_picture(answer, { panel, other: two ? answers[panel === "a" ? "b" : "a"] : null,
          at: Math.min(state.T, longest()), epsilon: state.epsilon, with_names: state.names,
          marked: marked?.startsWith(panel) ? Number(marked.slice(1)) : undefined, domain, longest: longest(), width, height, theme }));
      return part;
    });
    box.replaceChildren(make("div", { class: `panels ${two ? "two" : "a"}` }, ...parts));
    const waiting = ready.some((panel) => !answers[panel].done);
    at("status").textContent = waiting ? `Computing: ${ready.map((panel) => `${Math.min(answers[panel].filled, points)} of ${points} points`).join(", ")} …`
      : "";
    at("answers").replaceChildren(make("div", { class: "boxes" }, ...ready.map(answer_table)));
    statistics.drawn += 1;
    statistics.times.push(performance.now() - before);
    resting = resting || setTimeout(() => requestAnimationFrame(() => { resting = 0; draw_rest(); }), 100);
  }

  /** What is read rather than watched: ten times a second. */
  function draw_rest() {
    const ready = shown().filter((panel) => answers[panel] && !answers[panel].refusal);
    at("bounds").replaceChildren(make("div", { class: "boxes" }, ...ready.map(bounds_table)));
    const rates = rate_picture(ready.map((panel) => [panel, answers[panel]]),
      { epsilon: state.epsilon, width: Math.min(760, at("rate-section").clientWidth), height: 220, theme });
    at("rates").replaceChildren(rates ?? make("p", { class: "quiet" }, "No rate of this process is known in closed form."));
    at("programs").replaceChildren(...shown().map((panel) => make("pre", { tabindex: 0, "aria-label": "C++ program" }, program(panel))));
  }

  // What is kept --------------------------------------------------------------------------------------------------

  function program(panel) {
    const { text, verb, rated } = described(panel);
    const values = { ...state[panel].values };
    if ("rank" in values) values.dimension = Math.max(values.dimension, values.rank);
    const T = Math.min(state.T, longest());
    const widths = "hidden" in values ? [values.dimension, ...Array(values.hidden).fill(values.width)].join(", ") : "";
    const process = text.replace(/\{(\w+)\}/g, (whole, key) => (key === "widths" ? widths : key in values ? values[key] : whole));
    const body = {
      error_bracket: [`const auto [lower, upper] = infobound::error_bracket(process, ${T});`,
        "std::cout << lower << '\\n' << upper << '\\n';",
        `for (const auto& bound : infobound::error_bounds(process, ${T})) std::cout << bound << '\\n';`,
        `std::cout << infobound::sample_complexity(process, ${state.epsilon}) << " observations\\n";`,
        ...(rated ? [`std::cout << infobound::rate_distortion(process, ${state.epsilon}) << " nats\\n";`] : [])],
      information: [`std::cout << process.information(${T}) / ${T} << '\\n';`],
      meta_bracket: [`const auto [meta, intra, total] = infobound::meta_bracket(process, ${values.tasks}, ${T});`,
        "std::cout << total.lower << '\\n' << total.upper << '\\n' << meta << '\\n' << intra << '\\n';"],
    }[verb];
    return ["#include <infobound/infobound.hpp>", "#include <iostream>", "", "int main() {", `  const ${process.length < 90 ? process : process.replace("process{", "process{\n      ")};`,
      "  std::cout.precision(12);", ...body.map((line) => `  ${line}`), "}", ""].join("\n");
  }

  function numbers() {
    const quote = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    const lines = ["setting,process,parameters,quantity,side,source,x,value"];
    for (const panel of shown()) {
      const answer = answers[panel];
      const parameters = Object.entries(state[panel].values).map(([key, value]) => `${key}=${value}`).join(" ");
      const add = (rows, xs) => {
        for (const row of rows)
          row.values.forEach((value, i) => {
            if (!Number.isNaN(value))
              lines.push([panel.toUpperCase(), described(panel).name, parameters, row.quantity, row.side, row.source, xs[i], value].map((cell) => quote(String(cell))).join(","));
          });
      };
      add(answer.rows, answer.horizons);
      add(answer.rates, answer.epsilons);
      add(answer.needed, [state.epsilon]);
    }
    return lines.join("\n") + "\n";
  }

  /** The panels in one picture that stands by itself. */
  function picture() {
    const namespace = "http://www.w3.org/2000/svg";
    const whole = document.createElementNS(namespace, "svg");
    const text = (x, y, words, size, fill) => {
      const node = document.createElementNS(namespace, "text");
      for (const [name, value] of Object.entries({ x, y, "font-size": size, fill, "font-weight": 600 })) node.setAttribute(name, value);
      node.textContent = words;
      whole.append(node);
    };
    let x = 10;
    let height = 0;
    for (const svg of at("picture").querySelectorAll("svg")) {
      const copy = svg.cloneNode(true);
      copy.setAttribute("x", x);
      copy.setAttribute("y", 58);
      const panel = svg.parentElement.className;
      text(x, 24, title(panel), 16, colours[theme][panel]);
      text(x, 42, `${described(panel).title}: ${described(panel).parameters.map(({ symbol, key }) => `${symbol} = ${state[panel].values[key]}`).join(", ")}`, 12, colours[theme].quiet);
      whole.append(copy);
      x += Number(svg.getAttribute("width")) + 14;
      height = Math.max(height, Number(svg.getAttribute("height")) + 70);
    }
    for (const [name, value] of Object.entries({ xmlns: namespace, width: x, height, viewBox: `0 0 ${x} ${height}`,
      "font-family": "system-ui, sans-serif" })) whole.setAttribute(name, value);
    const paper = document.createElementNS(namespace, "rect");
    for (const [name, value] of Object.entries({ width: "100%", height: "100%", fill: colours[theme].paper })) paper.setAttribute(name, value);
    whole.prepend(paper);
    return new XMLSerializer().serializeToString(whole);
  }

  function draw_table() {
    const digits = 6;
    at("table").replaceChildren(...shown().filter((panel) => answers[panel] && !answers[panel].refusal).map((panel) => {
      const { rows, horizons } = answers[panel];
      const columns = [["lower", merged(rows, "best", "lower")], ["upper", merged(rows, "best", "upper")], ["exact", merged(rows, "error", "exact")],
        ...named(rows).map(({ source, side, values }) => [`${source}, ${side}`, values])].filter(([, values]) => values);
      return make("table", {}, make("caption", { class: panel }, described(panel).title),
        make("thead", {}, make("tr", {}, ...["T", ...columns.map(([name]) => name)].map((name) => make("th", { scope: "col" }, name)))),
        make("tbody", {}, ...horizons.map((T, i) => make("tr", {}, make("th", { scope: "row" }, String(T)),
          ...columns.map(([, values]) => make("td", {}, Number.isNaN(values[i]) ? "" : short(values[i], digits)))))));
    }));
  }

  function save(text, name, type) {
    const link = make("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    tell(`Saved ${name}`);
  }
  const tell = (words) => {
    at("done").textContent = words;
    setTimeout(() => { at("done").textContent = ""; }, 4000);
  };
  async function copy(text, words) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = make("textarea", {});
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    tell(words);
  }

  // Begin ---------------------------------------------------------------------------------------------------------

  function set_theme(chosen) {
    theme = chosen;
    document.documentElement.dataset.theme = theme;
    at("theme").textContent = theme === "dark" ? "Light" : "Dark";
    at("theme").setAttribute("aria-label", `Change to ${theme === "dark" ? "light" : "dark"} colours`);
    if (library) redraw();
  }
  function begin() {
    controls();
    for (const panel of panels) if (!shown().includes(panel)) { delete answers[panel]; library.end(panel); }
    moved(shown());
  }

  set_theme(theme);
  at("theme").addEventListener("click", () => set_theme(theme === "dark" ? "light" : "dark"));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", (event) => set_theme(event.matches ? "dark" : "light"));
  at("controls").addEventListener("submit", (event) => event.preventDefault());
  at("names").addEventListener("change", () => { state.names = at("names").checked; redraw(); settled(); });
  at("compare").addEventListener("change", () => {
    state.compare = at("compare").checked;
    if (state.compare) state.b = { process: state.a.process, values: { ...state.a.values } };
    begin();
  });
  at("copy-link").addEventListener("click", () => {
    history.replaceState(null, "", fragment());
    copy(location.href, "Link copied");
  });
  at("save-picture").addEventListener("click", () => save(picture(), "infobound.svg", "image/svg+xml"));
  at("save-numbers").addEventListener("click", () => save(numbers(), "infobound.csv", "text/csv"));
  at("copy-program").addEventListener("click", () => copy(shown().map(program).join("\n"), "C++ copied"));
  at("table-details").addEventListener("toggle", () => { if (at("table-details").open) draw_table(); });
  addEventListener("resize", redraw);
  addEventListener("hashchange", () => { read_fragment(location.hash); begin(); });

  library = new engine({
    ready(catalogue) {
      processes = catalogue.processes;
      at("version").textContent = catalogue.version;
      read_fragment(location.hash);
      begin();
      document.documentElement.dataset.ready = "";
    },
    answered(answer) {
      if (!shown().includes(answer.panel) || answer.id < (answers[answer.panel]?.id ?? 0)) return;
      // A curve that has begun is shown from a few points on.
      if (!answer.done && !answer.refusal && answer.filled < 8) return;
      answers[answer.panel] = answer;
      redraw();
      if (answer.done && answer.id === asked[answer.panel]) {
        clearTimeout(settling);
        settling = setTimeout(settled, 400);
      }
    },
  });

  // For the test of the page.
  window.explorer = { ask: (...question) => library.ask(...question), program, numbers, picture, statistics, answers, asked,
    catalogue: () => processes };
})();

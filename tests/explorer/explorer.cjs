// SPDX-License-Identifier: BSL-1.0
// usage: node explorer.cjs CHROMIUM PAGE REFERENCE SCRATCH [COMPILER FLAG...]
// The page in a headless Chromium, from a file: its numbers are those of the program REFERENCE on this machine and of the
// C++ texts that it shows, it draws at the pace of the screen, and it asks nothing of a network.
"use strict";
const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { pathToFileURL } = require("node:url");

const [chromium, file, reference, scratch, compiler, ...flags] = process.argv.slice(2);
if (!chromium || chromium.endsWith("NOTFOUND")) {
  console.log("skipped: there is no Chromium");
  process.exit(77);
}
let open;
try {
  ({ open } = require("./browser.cjs"));
} catch (missing) {
  console.log(`skipped: Node's module ws is missing (${missing.message.split("\n")[0]})`);
  process.exit(77);
}

const failures = [];
const check = (holds, what) => {
  if (!holds) failures.push(what);
};
const median = (values) => [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];
const number = (value) => (value === "infinity" ? Infinity : value === null ? NaN : value);
const distance = (one, other) =>
  one === other || (Number.isNaN(one) && Number.isNaN(other)) ? 0 : Math.abs(one - other) / Math.max(Math.abs(one), Math.abs(other));

/** Largest relative distance between two answers; all that one says the other says too. */
function compare(expected, found, where) {
  check(Boolean(expected.refusal) === Boolean(found.refusal), `${where}: refusals ${expected.refusal}, ${found.refusal}`);
  if (expected.refusal || found.refusal) return 0;
  const key = (row) => `${row.quantity}|${row.side}|${row.source}`;
  const rows = new Map(found.rows.map((row) => [key(row), row.values.map(number)]));
  let worst = 0;
  // Where two theorems say the same but for rounding, either may be named as the best.
  const merged = (all, quantity, side) => {
    const result = [];
    for (const row of all.filter((one) => one.quantity === quantity && one.side === side))
      row.values.forEach((value, i) => { if (!Number.isNaN(number(value))) result[i] = number(value); });
    return result;
  };
  const pairs = new Set(expected.series.map((row) => `${row.quantity}|${row.side}`));
  for (const pair of pairs) {
    const [quantity, side] = pair.split("|");
    const ours = merged(expected.series, quantity, side);
    const theirs = merged(found.rows, quantity, side);
    check(ours.length === theirs.length, `${where}: ${pair} has ${theirs.length} values, not ${ours.length}`);
    if (quantity === "error") continue;
    ours.forEach((value, i) => {
      // The page's horizons end at 2^30, as its numbers of observations have 32 bits.
      if (quantity === "needed" && value > 2 ** 30) {
        check(side === "lower" ? theirs[i] <= value && theirs[i] >= 2 ** 30 : theirs[i] === Infinity, `${where}: beyond 2^30, ${theirs[i]} for ${value}`);
        return;
      }
      if (quantity === "needed" && side === "upper" && value === Infinity) check(theirs[i] === Infinity, `${where}: ${theirs[i]} for infinity`);
      worst = Math.max(worst, distance(value, theirs[i]));
    });
  }
  for (const row of expected.series)
    if (row.quantity === "error") {
      const theirs = rows.get(key(row));
      check(theirs, `${where}: no ${key(row)}`);
      if (theirs) row.values.forEach((value, i) => { worst = Math.max(worst, distance(number(value), theirs[i])); });
    }
  return worst;
}

async function against_native(page) {
  const settings = JSON.parse(execFileSync(reference, ["12"], { maxBuffer: 1 << 28 }));
  const found = await page.evaluate(`(async () => {
    const safe = (answer) => answer.refusal ? answer : { rows: answer.rows.map((row) => ({ ...row,
      values: row.values.map((value) => Number.isNaN(value) ? null : value === Infinity ? "infinity" : value) })) };
    const all = [];
    for (const { process, parameters, horizons, epsilons, epsilon } of ${JSON.stringify(
      settings.map(({ process, parameters, horizons, epsilons, epsilon }) => ({ process, parameters, horizons, epsilons, epsilon })))})
      all.push({ errors: safe(await explorer.ask("errors", process, parameters, horizons)),
        exact: safe(await explorer.ask("exact", process, parameters, horizons)),
        rates: safe(await explorer.ask("rates", process, parameters, epsilons)),
        needed: safe(await explorer.ask("needed", process, parameters, [epsilon])) });
    return all; })()`);
  let worst = 0;
  let farthest = "";
  let equal = 0;
  settings.forEach((setting, i) => {
    let here = 0;
    for (const what of ["errors", "exact", "rates", "needed"])
      here = Math.max(here, compare(setting[what], found[i][what], `${setting.name} ${setting.parameters} ${what}`));
    if (here === 0) equal += 1;
    if (here > worst) [worst, farthest] = [here, `${setting.name} ${setting.parameters}`];
    check(here <= 1e-12, `${setting.name} ${setting.parameters}: relative distance ${here}`);
  });
  check(settings.length >= 200, `only ${settings.length} settings`);
  console.log(`${settings.length} settings of ${new Set(settings.map(({ name }) => name)).size} processes: ${equal} equal in all bits, ` +
    `largest relative distance ${worst.toExponential(1)}${farthest ? ` (${farthest})` : ""}`);
}

const settled = "explorer.answers.a?.id === explorer.asked.a && (explorer.answers.a.done || explorer.answers.a.refusal)";

/** The first slider of every process is dragged for a second. */
async function pace(page, names) {
  const programs = [];
  console.log("process                      compute, 60 points   draw, median   drawn in a second of dragging");
  for (const name of names) {
    await page.evaluate(`location.hash = "#a=${name}"`);
    await page.until(`location.hash.includes("${name}") && document.querySelector("#process-a").selectedOptions[0].value == ` +
      `explorer.catalogue().findIndex((one) => one.name === "${name}") && ${settled}`, 120);
    programs.push({ name, text: await page.evaluate(`explorer.program("a")`),
      answer: await page.evaluate(`(() => { const a = explorer.answers.a; const at = a.horizons.indexOf(200);
        const pick = (rows, i) => rows.map(({ quantity, side, values }) => ({ quantity, side, value: values[i] === Infinity ? "infinity" : values[i] })).filter(({ value }) => value === "infinity" || !Number.isNaN(value));
        return { rows: pick(a.rows, at), needed: pick(a.needed, 0) }; })()`) });
    const drag = () => page.evaluate(`(async () => {
      const spent = explorer.answers.a.spent;
      const slider = document.querySelector("#settings input[type=range]");
      const begin = explorer.statistics.times.length;
      const from = Number(slider.value), least = Number(slider.min), most = Number(slider.max);
      const end = performance.now() + 1000;
      let i = 0;
      for (; performance.now() < end; ++i) {
        slider.value = Math.min(most, Math.max(least, from + (i % 40) * (most - least) / 400));
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        await new Promise(requestAnimationFrame);
      }
      return { spent, frames: i, drawn: explorer.statistics.times.length - begin, times: explorer.statistics.times.slice(begin) };
    })()`);
    // Other programs of this machine take their time too: the best of three.
    let spent, frames, drawn, draw = Infinity;
    for (let tries = 0; tries < 3 && !(draw <= 16.6); ++tries) {
      const found = await drag();
      const here = found.times.length > 0 ? median(found.times) : Infinity;
      if (here < draw) [spent, frames, drawn, draw] = [found.spent, found.frames, found.drawn, here];
    }
    const slow = spent + draw > 16.6;
    console.log(`${name.padEnd(28)} ${spent.toFixed(1).padStart(15)} ms ${draw.toFixed(1).padStart(11)} ms ${`${drawn} of ${frames} frames`.padStart(22)}${slow ? "   more than a frame together: computed beside the page" : ""}`);
    check(draw <= 16.6, `${name}: ${draw.toFixed(1)} ms to draw`);
  }
  return programs;
}

/** The texts that the page shows, compiled, print its numbers. */
function texts(programs) {
  if (!compiler) return;
  const source = path.join(scratch, "programs.cpp");
  fs.writeFileSync(source, "#include <infobound/infobound.hpp>\n#include <iostream>\n\n" +
    programs.map(({ text }, i) => text.replaceAll(/#include.*\n/g, "").trim().replace("int main()", `void program_${i}()`)).join("\n\n") +
    `\n\nint main() {\n${programs.map((_, i) => `  program_${i}();\n  std::cout << "--\\n";\n`).join("")}}\n`);
  const program = path.join(scratch, "programs");
  execFileSync(compiler, [...flags, source, "-o", program], { stdio: "inherit" });
  const outputs = execFileSync(program, { encoding: "utf8" }).split("--\n");
  const numeral = "[-+0-9.e]+|inf";
  programs.forEach(({ name, text, answer }, i) => {
    const lines = outputs[i].trim().split("\n");
    const value = (line) => (line === "inf" || line.startsWith("inf,") ? Infinity : Number.parseFloat(line));
    const near = (printed, quantity, side, rows = answer.rows) => {
      const row = rows.find((one) => one.quantity === quantity && one.side === side);
      check(row && distance(printed, number(row.value)) <= 1e-11, `${name}: the program prints ${printed}, the page ${quantity} ${side} ${row?.value}`);
    };
    if (text.includes("error_bracket(")) {
      near(value(lines[0]), "best", "lower");
      near(value(lines[1]), "best", "upper");
      const needed = lines.find((line) => line.endsWith(" observations")).match(new RegExp(`\\[(${numeral}), (${numeral})\\]`));
      if (!(value(needed[2]) > 2 ** 30)) {
        near(value(needed[1]), "needed", "lower", answer.needed);
        near(value(needed[2]), "needed", "upper", answer.needed);
      }
    } else if (text.includes("meta_bracket(")) {
      near(value(lines[0]), "best", "lower");
      near(value(lines[1]), "best", "upper");
    } else near(value(lines[0]), "error", "exact");
  });
  console.log(`${programs.length} C++ texts print the page's numbers`);
}

async function use(page, address) {
  // A link holds the state.
  const link = "#T=300&to=5000&epsilon=0.02&names=0&a=softmax_regression;dimension:7;classes:5&b=beta_bernoulli;alpha:2;beta:3";
  await page.evaluate(`location.hash = "${link}"`);
  await page.until(`${settled} && explorer.answers.b?.done && document.querySelectorAll("#picture svg").length === 2 && location.hash === "${link}"`);
  await new Promise((later) => setTimeout(later, 800));
  check((await page.evaluate("location.hash")) === link, "the link that is read is not the link that is written");
  check((await page.evaluate(`document.getElementById("b-beta").parentElement.querySelector("input[type=number]").value`)) === "3", "the link sets no slider");

  // Every control has a name; pictures too; what changed is told.
  check((await page.evaluate(`[...document.querySelectorAll("input, select, button, pre, figure, svg")].filter((one) =>
    !(one.labels?.length || one.ariaLabel || one.textContent.trim())).length`)) === 0, "a control or a picture has no name");
  check(/takes .* observations/.test(await page.evaluate(`document.querySelector("[aria-live]").textContent`)), "nothing is told to who does not see");
  check((await page.evaluate(`new Set([...document.querySelectorAll("[id]")].map((one) => one.id)).size === document.querySelectorAll("[id]").length`)), "an id is there twice");

  // By keyboard.
  const key = async (name, code) => {
    await page.send("Input.dispatchKeyEvent", { type: "keyDown", key: name, code: name, windowsVirtualKeyCode: code });
    await page.send("Input.dispatchKeyEvent", { type: "keyUp", key: name, code: name, windowsVirtualKeyCode: code });
  };
  await page.evaluate(`document.getElementById("process-a").focus()`);
  await key("Tab", 9);
  check((await page.evaluate("document.activeElement.id")) === "a-dimension", "the slider does not follow the choice");
  await key("ArrowRight", 39);
  await page.until(`location.hash.includes("dimension:8") && ${settled}`);

  // What is saved.
  const csv = await page.evaluate("explorer.numbers()");
  const rows = csv.trim().split("\n");
  check(rows.length > 500 && rows[0] === "setting,process,parameters,quantity,side,source,x,value", `the CSV has ${rows.length} lines`);
  check(rows.some((row) => row.startsWith("B,beta_bernoulli,alpha=2 beta=3,error,exact,")), "the CSV lacks the second setting");
  check((await page.evaluate(`(() => { const read = new DOMParser().parseFromString(explorer.picture(), "image/svg+xml");
    return !read.querySelector("parsererror") && read.querySelectorAll("path").length > 8 && read.documentElement.getAttribute("width") > 600; })()`)), "the SVG is not one");
  await page.evaluate(`document.getElementById("table-details").open = true`);
  await page.until(`document.querySelectorAll("#table tbody tr").length > 60`);

  // On a phone nothing is wider than the screen.
  await page.send("Emulation.setDeviceMetricsOverride", { width: 390, height: 844, deviceScaleFactor: 1, mobile: true });
  await new Promise((later) => setTimeout(later, 500));
  check((await page.evaluate("document.documentElement.scrollWidth")) <= 390, "the page is wider than a phone");

  check(page.told.errors.length === 0, `console: ${page.told.errors.join("; ")}`);
  const outside = page.told.requests.filter((url) => !url.startsWith("file:") && !url.startsWith("blob:") && !url.startsWith("data:"));
  check(outside.length === 0, `requests: ${outside.join(", ")}`);
  check(page.told.requests.some((url) => url === address || url.startsWith(address)), "no request was seen at all");
  console.log(`${page.told.requests.length} requests, all of files beside the page; ${page.told.errors.length} errors in the console`);
}

(async () => {
  fs.mkdirSync(scratch, { recursive: true });
  const address = pathToFileURL(file).href;
  const page = await open(chromium, address);
  let programs = [];
  try {
    await page.until(`document.documentElement.dataset.ready !== undefined && ${settled}`);
    await against_native(page);
    programs = await pace(page, await page.evaluate("explorer.catalogue().map(({ name }) => name)"));
    await use(page, address);
    for (const [name, width, height, theme] of [["light-1280", 1280, 900, "Light"], ["dark-1280", 1280, 900, "Dark"], ["light-390", 390, 844, "Light"], ["dark-390", 390, 844, "Dark"]]) {
      await page.send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: width < 600 });
      await page.evaluate(`(() => { const button = document.getElementById("theme"); if (button.textContent === "${theme}") button.click(); scrollTo(0, 0); })()`);
      await new Promise((later) => setTimeout(later, 500));
      await page.screenshot(path.join(scratch, `${name}.png`));
    }
  } finally {
    await page.close();
  }
  texts(programs);
  failures.slice(0, 20).forEach((failure) => console.log(`FAILED: ${failure}`));
  console.log(failures.length === 0 ? "all holds" : `${failures.length} failures`);
  process.exit(failures.length === 0 ? 0 : 1);
})().catch((error) => {
  console.log(error);
  process.exit(1);
});

// SPDX-License-Identifier: BSL-1.0
// Pictures of what the library answered. One hue a setting; a solid line is an upper bound, a dashed one a lower bound,
// dots are exact.
"use strict";

const colours = {
  light: { paper: "#ffffff", ink: "#1c2127", quiet: "#57606a", line: "#e4e8ec", a: "#0072b2", b: "#b94e00" },
  dark: { paper: "#14181d", ink: "#e8ecf0", quiet: "#a3adb8", line: "#2a323a", a: "#56b4e9", b: "#e69f00" },
};

/** The numbers of a quantity's side, whichever theorem each is from. */
function merged(rows, quantity, side) {
  const own = rows.filter((row) => row.quantity === quantity && row.side === side);
  if (own.length === 0) return null;
  return own[0].values.map((value, i) => {
    const said = own.find((row) => !Number.isNaN(row.values[i]));
    return said ? said.values[i] : NaN;
  });
}

/** A few digits, as a person would write them. */
function short(value, digits = 3) {
  if (value === Infinity) return "∞";
  if (Number.isNaN(value) || value === undefined) return "–";
  if (value !== 0 && (Math.abs(value) < 1e-4 || Math.abs(value) >= 1e7)) {
    const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
    return `${mantissa === "1" ? "" : `${mantissa}·`}10${[...String(Number(exponent))].map((c) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(c)]).join("")}`;
  }
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString("en").replaceAll(",", " ");
  return String(Number(value.toPrecision(digits)));
}

const is_shown = (value) => value > 0 && value < Infinity;

/** The lines of a panel: {quantity, side, name, number, points: [{x, y}]}. */
function lines_of(answer, with_names) {
  const { horizons, rows } = answer;
  // Where a theorem says nothing its line ends; where nothing is computed yet it goes on.
  const computed = horizons.map((_, i) => rows.some((row) => row.side !== "exact" && !Number.isNaN(row.values[i])));
  const line = (values) =>
    horizons.map((x, i) => ({ x, y: is_shown(values[i]) ? values[i] : NaN })).filter((_, i) => computed[i]);
  const lines = [];
  for (const [quantity, name] of [["meta", "shared"], ["intra", "own"]])
    for (const side of ["upper", "lower"]) {
      const values = merged(rows, quantity, side);
      if (values) lines.push({ quantity, side, label: side === "upper" ? name : "", points: line(values) });
    }
  if (with_names)
    named(rows).forEach((row) => {
      lines.push({ quantity: "error", side: row.side, label: String(row.number), row: row.number, points: line(row.values) });
    });
  return lines;
}

/** Bounds by name, numbered as the library lists them, upper ones first. */
function named(rows) {
  const own = rows.filter((row) => row.quantity === "error" && row.side !== "exact");
  return [...own.filter((row) => row.side === "upper"), ...own.filter((row) => row.side === "lower")].map(
    (row, i) => ({ ...row, number: i + 1 }));
}

/** The range of errors that all panels show: of brackets and exact curves, and of parts that are not far below. */
function range_of(answers) {
  const ends = (wanted) => {
    const values = answers.flatMap(({ rows }) => rows.filter(wanted).flatMap((row) => row.values.filter(is_shown)));
    return [values.reduce((least, value) => Math.min(least, value), Infinity),
      values.reduce((most, value) => Math.max(most, value), 0)];
  };
  const [least, most] = ends((row) => row.quantity === "best" || row.side === "exact");
  if (!(most > 0)) return [1e-4, 1];
  const [least_part] = ends((row) => row.quantity === "meta" || row.quantity === "intra");
  return [Math.max(Math.min(least, Math.max(least_part, least / 20)) / 1.6, most * 1e-9), most * 1.6];
}

/** Places for labels of a given height that do not cover each other, near where they belong. */
function spread(labels, height, top, bottom) {
  const sorted = [...labels].sort((one, other) => one.at - other.at);
  const room = Math.min(height, (bottom - top) / Math.max(1, sorted.length));
  sorted.forEach((label, i) => { label.y = Math.max(label.at, i > 0 ? sorted[i - 1].y + room : top); });
  for (let i = sorted.length - 1, end = bottom; i >= 0; --i) {
    sorted[i].y = Math.min(sorted[i].y, end);
    end = sorted[i].y - room;
  }
  return sorted;
}

/** Powers of ten, and of fewer than two their doubles and fives too. */
function ticks_of([least, most]) {
  const ticks = [];
  const steps = most / least < 200 ? [1, 2, 5] : [1];
  for (let power = Math.floor(Math.log10(least)); power <= Math.log10(most); ++power)
    for (const step of steps) {
      const tick = Number(`${step}e${power}`);
      if (tick >= least && tick <= most) ticks.push(tick);
    }
  return ticks.length > 9 ? ticks.filter((_, i) => i % 2 === 0) : ticks;
}

const dashes = { upper: null, lower: "6 4", exact: "0.1 5" };

/** Error against observations. */
function error_picture(answer, { panel, other, at, epsilon, with_names, marked, domain, longest, width, height, theme }) {
  const colour = colours[theme];
  const hue = colour[panel];
  const narrow = width < 520;
  const margin = { left: 52, right: narrow ? 58 : 112, top: 10, bottom: 40 };
  const inside = { top: margin.top, bottom: height - margin.bottom };
  const y = (value) =>
    inside.bottom - (Math.log(value / domain[0]) / Math.log(domain[1] / domain[0])) * (inside.bottom - inside.top);
  const clamped = (value) => Math.min(domain[1], Math.max(domain[0], value));
  const { horizons, rows, needed } = answer;
  const lower = merged(rows, "best", "lower");
  const upper = merged(rows, "best", "upper");
  const exact = merged(rows, "error", "exact");
  const band = lower
    ? horizons.map((x, i) => ({ x, lower: lower[i], upper: upper[i] })).filter(({ upper: u }) => !Number.isNaN(u))
    : [];
  const read = horizons.indexOf(at);

  const marks = [
    Plot.ruleX([at], { stroke: colour.quiet, strokeWidth: 1 }),
    Plot.ruleY([epsilon].filter((value) => value >= domain[0] && value <= domain[1]), {
      stroke: colour.quiet, strokeDasharray: "1 4", strokeWidth: 1.2 }),
  ];
  const thick = (points, side, stroke, strokeWidth, strokeOpacity = 1) =>
    Plot.lineY(points, { x: "x", y: "y", stroke, strokeWidth, strokeOpacity, clip: true,
      strokeLinecap: side === "exact" ? "round" : "butt", strokeDasharray: dashes[side] ?? undefined });
  if (other) {
    const theirs = ["upper", "lower"].map((side) => [side, merged(other.rows, "best", side) ?? merged(other.rows, "error", "exact")]);
    for (const [side, values] of theirs)
      if (values)
        marks.push(thick(other.horizons.map((x, i) => ({ x, y: values[i] })).filter((point) => is_shown(point.y)), side,
          colour[panel === "a" ? "b" : "a"], 1.2, 0.55));
  }
  if (band.length > 0)
    marks.push(Plot.areaY(band, { x: "x", y1: (row) => clamped(row.lower), y2: (row) => clamped(row.upper), fill: hue,
      fillOpacity: 0.16, clip: true }));

  const labels = [];
  const label = (text, points, weight, fill) => {
    const last = points[points.length - 1];
    if (text && last && last.y >= domain[0] && last.y <= domain[1] && last.x >= horizons[horizons.length - 1] * 0.999)
      labels.push({ text, at: y(last.y), weight, fill });
  };
  for (const { side, label: text, row, points } of lines_of(answer, with_names)) {
    const strong = row !== undefined && row === marked;
    marks.push(thick(points, side, hue, strong ? 3.2 : 1, strong ? 1 : 0.62));
    label(text, points, strong ? "bold" : "normal", hue);
  }
  const points_of = (values) => horizons.map((x, i) => ({ x, y: values[i] })).filter((point) => is_shown(point.y));
  for (const [side, values] of [["upper", upper], ["lower", lower]])
    if (values) {
      marks.push(thick(points_of(values), side, hue, 2.6));
      label(`${narrow ? "" : "best "}${side}`, points_of(values), "bold", hue);
    }
  if (exact) {
    marks.push(thick(points_of(exact), "exact", colour.ink, 3));
    label("exact", points_of(exact), "bold", colour.ink);
  }
  if (read >= 0) {
    const dots = [...new Set([lower?.[read], upper?.[read], exact?.[read]])].filter(is_shown);
    marks.push(Plot.dot(dots, { x: () => at, y: (d) => d, r: 4.5, fill: hue, stroke: colour.paper, strokeWidth: 1.5, clip: true }));
  }
  const from = needed.find((row) => row.side === "lower")?.values[0];
  const to = needed.find((row) => row.side === "upper")?.values[0];
  if (from !== undefined && epsilon >= domain[0] && epsilon <= domain[1] && from <= longest)
    marks.push(Plot.link([0], { x1: from, x2: Math.min(longest, to), y1: epsilon, y2: epsilon, stroke: hue, strokeWidth: 7,
      strokeOpacity: 0.75, strokeLinecap: "round", clip: true }));

  const picture = Plot.plot({
    width, height, marginLeft: margin.left, marginRight: margin.right, marginTop: margin.top, marginBottom: margin.bottom,
    style: { background: "transparent", color: colour.ink, fontSize: "12px", overflow: "visible" },
    x: { type: "log", domain: [1, longest], label: "observations T →", labelAnchor: "center", labelArrow: "none", ticks: ticks_of([1, longest]), tickFormat: "~s" },
    y: { type: "log", domain, label: null, ticks: ticks_of(domain), tickFormat: (value) => short(value, 1) },
    marks: [Plot.gridY(ticks_of(domain), { stroke: colour.line, strokeOpacity: 1 }), ...marks],
    ariaLabel: "error against observations, both logarithmic",
  });

  // Direct labels, and the axis' name above it.
  const write = (x, place, text, attributes) => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", "text");
    for (const [name, value] of Object.entries({ x, y: place, dy: "0.32em", "text-anchor": "start", ...attributes })) node.setAttribute(name, value);
    node.textContent = text;
    picture.append(node);
  };
  const groups = [];
  for (const one of spread(labels, 12.5, inside.top + 4, inside.bottom - 2)) groups.push(one);
  for (const { text, at: end, y: place, weight, fill } of groups) {
    const right = width - margin.right;
    const leader = document.createElementNS("http://www.w3.org/2000/svg", "path");
    leader.setAttribute("d", `M${right + 2},${end}L${right + 13},${place}`);
    leader.setAttribute("stroke", fill);
    leader.setAttribute("stroke-opacity", "0.5");
    leader.setAttribute("fill", "none");
    picture.append(leader);
    write(right + 16, place, text, { fill, "font-weight": weight, "font-size": 11.5 });
  }
  write(4, 6, "nats per observation", { fill: "currentColor", "font-size": 12 });
  write(width - margin.right - 4, y(epsilon) - 9, `ε = ${short(epsilon)}`,
    { fill: colour.quiet, "text-anchor": "end", "font-size": 11.5, visibility: epsilon >= domain[0] && epsilon <= domain[1] ? "visible" : "hidden" });
  return picture;
}

/** The rate-distortion function. */
function rate_picture(answers, { epsilon, width, height, theme }) {
  const colour = colours[theme];
  const marks = [Plot.ruleX([epsilon], { stroke: colour.quiet })];
  let most = 0;
  const labels = [];
  for (const [panel, { rates, epsilons }] of answers) {
    const lower = merged(rates, "rate", "lower");
    const upper = merged(rates, "rate", "upper");
    if (!lower) continue;
    const rows = epsilons.map((x, i) => ({ x, lower: lower[i], upper: upper[i] })).filter((row) => row.upper < Infinity);
    most = Math.max(most, ...rows.map((row) => row.upper));
    marks.push(
      Plot.areaY(rows, { x: "x", y1: "lower", y2: "upper", fill: colour[panel], fillOpacity: 0.16 }),
      Plot.lineY(rows, { x: "x", y: "upper", stroke: colour[panel], strokeWidth: 2.4 }),
      Plot.lineY(rows.filter((row) => row.lower > 0), { x: "x", y: "lower", stroke: colour[panel], strokeWidth: 2.4, strokeDasharray: dashes.lower }));
    labels.push(panel);
  }
  if (!(most > 0)) return null;
  return Plot.plot({
    width, height, marginLeft: 52, marginRight: 20, marginTop: 20, marginBottom: 40,
    style: { background: "transparent", color: colour.ink, fontSize: "12px", overflow: "visible" },
    x: { type: "log", domain: [1e-4, 1], label: "distortion ε, nats per observation →", labelAnchor: "center", labelArrow: "none", ticks: [1e-4, 1e-3, 1e-2, 0.1, 1], tickFormat: "~g" },
    y: { label: "rate, nats", domain: [0, most], ticks: 4, labelArrow: "none", tickFormat: (value) => short(value, 3) },
    marks: [Plot.gridY({ stroke: colour.line, strokeOpacity: 1, ticks: 4 }), ...marks],
    ariaLabel: "rate against distortion",
  });
}

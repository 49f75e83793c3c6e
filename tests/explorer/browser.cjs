// SPDX-License-Identifier: BSL-1.0
// A headless Chromium with one page, driven by its DevTools protocol.
"use strict";
const { spawn } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const WebSocket = require("ws");

/** Opens the page; told collects its errors and every address that it asks for. */
async function open(chromium, address, { width = 1280, height = 900, dark = false } = {}) {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), "explorer-"));
  const child = spawn(chromium, ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
    "--disable-background-networking", "--no-first-run", "--remote-debugging-port=0", `--user-data-dir=${profile}`,
    `--window-size=${width},${height}`, "about:blank"], { stdio: ["ignore", "ignore", "pipe"] });
  const endpoint = await new Promise((found, failed) => {
    let text = "";
    child.stderr.on("data", (data) => {
      text += data;
      const match = text.match(/listening on (ws:\S+)/);
      if (match) found(match[1]);
    });
    child.on("exit", () => failed(new Error(`Chromium ended: ${text}`)));
    setTimeout(() => failed(new Error(`Chromium does not answer: ${text}`)), 60000).unref();
  });
  const socket = new WebSocket(endpoint, { perMessageDeflate: false });
  await new Promise((opened) => socket.once("open", opened));
  const waiting = new Map();
  const told = { errors: [], requests: [] };
  let count = 0;
  let session;
  const send = (method, params = {}) => new Promise((answered, failed) => {
    waiting.set(++count, { answered, failed });
    socket.send(JSON.stringify({ id: count, method, params, sessionId: session }));
  });
  socket.on("message", (data) => {
    const { id, result, error, method, params } = JSON.parse(data);
    if (id) {
      const { answered, failed } = waiting.get(id);
      waiting.delete(id);
      if (error) failed(new Error(error.message)); else answered(result);
    } else if (method === "Network.requestWillBeSent") told.requests.push(params.request.url);
    else if (method === "Runtime.exceptionThrown")
      told.errors.push(params.exceptionDetails.exception?.description ?? params.exceptionDetails.text);
    else if (method === "Runtime.consoleAPICalled" && ["error", "warning", "assert"].includes(params.type))
      told.errors.push(params.args.map((one) => one.value ?? one.description).join(" "));
    else if (method === "Log.entryAdded" && ["error", "warning"].includes(params.entry.level)) told.errors.push(params.entry.text);
  });
  const { targetId } = await send("Target.createTarget", { url: "about:blank" });
  session = (await send("Target.attachToTarget", { targetId, flatten: true })).sessionId;
  for (const domain of ["Page", "Runtime", "Network", "Log"]) await send(`${domain}.enable`);
  await send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: width < 600 });
  await send("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: dark ? "dark" : "light" }] });
  await send("Page.navigate", { url: address });
  const evaluate = async (expression) => {
    const { result, exceptionDetails } = await send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
  const until = async (expression, seconds = 60) => {
    for (const end = Date.now() + 1000 * seconds; Date.now() < end; await new Promise((later) => setTimeout(later, 50)))
      if (await evaluate(expression).catch(() => false)) return;
    throw new Error(`not within ${seconds} s: ${expression}`);
  };
  const screenshot = async (file, whole = false) => {
    const { data } = await send("Page.captureScreenshot", { format: "png", captureBeyondViewport: whole,
      ...(whole ? { clip: { x: 0, y: 0, width, height: await evaluate("document.documentElement.scrollHeight"), scale: 1 } } : {}) });
    fs.writeFileSync(file, Buffer.from(data, "base64"));
  };
  const close = async () => {
    const ended = new Promise((end) => child.once("exit", end));
    child.removeAllListeners("exit");
    child.once("exit", () => {});
    socket.close();
    child.kill();
    await Promise.race([ended, new Promise((later) => setTimeout(later, 3000))]);
    fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  return { send, evaluate, until, screenshot, close, told };
}

module.exports = { open };

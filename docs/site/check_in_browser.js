// SPDX-License-Identifier: BSL-1.0
// node check_in_browser.js CHROMIUM SITE [SCREENSHOTS]: opens the site's pages from the disk and from a server of this
// machine, on a desk and on a phone, and fails on an error in the console, a request that leaves the machine, a formula
// that is not set, a picture that is not there, a page wider than its screen, and a search that finds nothing.
const fs = require('fs');
const http = require('http');
const os = require('os');
const path = require('path');
const {spawn} = require('child_process');
const {createRequire} = require('module');
const {pathToFileURL} = require('url');
// Where Debian keeps modules, NODE_PATH or not.
const WebSocket = globalThis.WebSocket ?? createRequire('/')('/usr/share/nodejs/ws');

const [chromium, directory, screenshots] = process.argv.slice(2);
const site = path.resolve(directory);
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const faults = [];

function pages_below(folder) {
  return fs.readdirSync(folder, {withFileTypes: true}).flatMap((entry) => {
    const name = path.join(folder, entry.name);
    if (entry.isDirectory()) return pages_below(name);
    return name.endsWith('.html') ? [path.relative(site, name)] : [];
  });
}

const types = {'.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript', '.json': 'application/json', '.svg': 'image/svg+xml',
               '.woff2': 'font/woff2', '.png': 'image/png', '.wasm': 'application/wasm'};
const server = http.createServer((request, response) => {
  const name = path.join(site, decodeURIComponent(new URL(request.url, 'http://localhost').pathname));
  fs.readFile(name, (error, data) => {
    response.writeHead(error ? 404 : 200, {'Content-Type': types[path.extname(name)] ?? 'application/octet-stream'});
    response.end(data);
  });
});

class Browser {
  static async start() {
    const self = new Browser();
    self.profile = fs.mkdtempSync(path.join(os.tmpdir(), 'infobound_site_'));
    self.process = spawn(chromium, ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--remote-debugging-port=0',
      `--user-data-dir=${self.profile}`, 'about:blank'], {stdio: ['ignore', 'ignore', 'pipe']});
    const address = await new Promise((resolve, reject) => {
      let said = '';
      self.process.stderr.on('data', (text) => {
        said += text;
        const found = said.match(/DevTools listening on (ws:\S+)/);
        if (found) resolve(found[1]);
      });
      self.process.on('exit', () => reject(new Error(`Chromium did not start: ${said}`)));
    });
    self.socket = new WebSocket(address);
    await new Promise((resolve) => self.socket.addEventListener('open', resolve));
    self.waiting = new Map();
    self.listeners = new Map();
    self.socket.addEventListener('message', ({data}) => {
      const message = JSON.parse(data);
      if (message.id) {
        const {resolve, reject} = self.waiting.get(message.id);
        self.waiting.delete(message.id);
        message.error ? reject(new Error(message.error.message)) : resolve(message.result);
      } else {
        self.listeners.get(message.sessionId)?.(message.method, message.params);
      }
    });
    return self;
  }

  send(method, params = {}, sessionId) {
    const id = this.last = (this.last ?? 0) + 1;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, {resolve, reject});
      this.socket.send(JSON.stringify({id, method, params, sessionId}));
    });
  }

  async tab() {
    const {targetId} = await this.send('Target.createTarget', {url: 'about:blank'});
    const {sessionId} = await this.send('Target.attachToTarget', {targetId, flatten: true});
    const tab = new Tab(this, sessionId);
    for (const domain of ['Page', 'Runtime', 'Network', 'Log']) await tab.send(`${domain}.enable`);
    return tab;
  }

  async stop() {
    const gone = new Promise((resolve) => this.process.on('exit', resolve));
    await this.send('Browser.close').catch(() => {});
    await gone;
    fs.rmSync(this.profile, {recursive: true, force: true, maxRetries: 5});
  }
}

class Tab {
  constructor(browser, session) {
    this.browser = browser;
    this.session = session;
    browser.listeners.set(session, (method, params) => this.hear(method, params));
  }

  send(method, params) { return this.browser.send(method, params, this.session); }

  hear(method, params) {
    if (method === 'Runtime.exceptionThrown')
      this.fault(params.exceptionDetails.exception?.description ?? params.exceptionDetails.text);
    if (method === 'Runtime.consoleAPICalled' && ['error', 'warning', 'assert'].includes(params.type))
      this.fault(`console: ${params.args.map((one) => one.value ?? one.description).join(' ')}`);
    if (method === 'Log.entryAdded' && ['error', 'warning'].includes(params.entry.level))
      this.fault(`${params.entry.text} ${params.entry.url ?? ''}`);
    if (method === 'Network.requestWillBeSent' && !/^(file|data|blob|about):|^http:\/\/127\.0\.0\.1:/.test(params.request.url))
      this.fault(`asks for ${params.request.url}`);
    if (method === 'Network.loadingFailed' && !params.canceled) this.fault(`could not load: ${params.errorText}`);
    if (method === 'Page.loadEventFired') this.loaded?.();
  }

  fault(text) { faults.push(`${this.where}: ${text}`); }

  async evaluate(expression) {
    const made = await this.send('Runtime.evaluate', {expression, returnByValue: true, awaitPromise: true});
    if (made.exceptionDetails) throw new Error(made.exceptionDetails.exception?.description ?? made.exceptionDetails.text);
    return made.result.value;
  }

  screen(width, dark = false) {
    return Promise.all([
      this.send('Emulation.setDeviceMetricsOverride', {width, height: 900, deviceScaleFactor: 1, mobile: width < 600}),
      this.send('Emulation.setEmulatedMedia', {features: [{name: 'prefers-color-scheme', value: dark ? 'dark' : 'light'}]})
    ]);
  }

  async open(url, where) {
    this.where = where;
    const loaded = new Promise((resolve) => this.loaded = resolve);
    await this.send('Page.navigate', {url});
    const late = setTimeout(() => { this.fault('did not load in a minute'); this.loaded(); }, 60000);
    await loaded;
    clearTimeout(late);
  }
}

// What is wrong with the page that is open, as sentences; `lazy` pictures are asked for first.
const look = (width) => `(async () => {
  const wrong = [];
  const formulas = document.querySelectorAll('.arithmatex');
  for (const formula of formulas)
    if (!formula.querySelector('.katex-html') || formula.querySelector('.katex-error'))
      wrong.push('a formula is not set: ' + formula.textContent.slice(0, 60));
  if (formulas.length && !document.fonts.check('16px KaTeX_Main')) wrong.push('the font of formulas is not there');
  for (const picture of document.images) {
    picture.loading = 'eager';
    await picture.decode().catch(() => {});
    if (!picture.naturalWidth) wrong.push('no picture at ' + picture.src);
  }
  const main = document.querySelector('article') ?? document.body;
  if (!main.textContent.trim()) wrong.push('nothing to read');
  const wide = document.documentElement.scrollWidth - ${width};  // innerWidth would grow with what is too wide
  if (${width} < 600 && wide > 0) wrong.push('wider than the screen by ' + wide);
  return {wrong, formulas: formulas.length, pictures: document.images.length};
})()`;

// Types into the search of the open page, and waits for what it finds.
const search = (field, results, text) => `(async () => {
  const field = document.querySelector(${JSON.stringify(field)});
  field.focus();
  field.value = ${JSON.stringify(text)};
  for (const kind of ['keydown', 'input', 'keyup']) field.dispatchEvent(new KeyboardEvent(kind, {bubbles: true}));
  for (let i = 0; i < 100; ++i) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    const found = document.querySelectorAll(${JSON.stringify(results)});
    if (found.length) return found.length;
  }
  return 0;
})()`;

(async () => {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bases = {disk: pathToFileURL(site) + '/', server: `http://127.0.0.1:${server.address().port}/`};
  const browser = await Browser.start();
  const every = pages_below(site).filter((page) => page !== '404.html');
  const made = every.filter((page) => /^(reference(?!\/search)|source)\//.test(page));  // alike: some are enough
  const some = made.filter((page, i) => /(index|files|concepts|annotated)\.html$/.test(page) || i % 40 === 0);
  const own = every.filter((page) => !made.includes(page) && !page.startsWith('reference/'));
  const todo = [];
  for (const page of own) todo.push([page, 'disk', 1280], [page, 'disk', 390]);
  some.forEach((page, i) => todo.push([page, 'disk', i % 2 ? 390 : 1280]));
  todo.push(['index.html', 'server', 1280], ['theory/linear_regression.html', 'server', 1280]);
  let formulas = 0;
  let pictures = 0;
  const opened = todo.length;
  await Promise.all([1, 2].map(async () => {
    const tab = await browser.tab();
    while (todo.length) {
      const [page, base, width] = todo.shift();
      await tab.screen(width);
      await tab.open(bases[base] + page, `${page} (${base}, ${width})`);
      const seen = await tab.evaluate(look(width));
      seen.wrong.forEach((text) => tab.fault(text));
      formulas += seen.formulas;
      pictures += seen.pictures;
    }
  }));

  const tab = await browser.tab();
  await tab.screen(1280);
  for (const [base, address] of Object.entries(bases)) {
    await tab.open(address + 'theory/index.html', `search (${base})`);
    const found = await tab.evaluate(search('.md-search__input', '.md-search-result__item', 'sample complexity'));
    if (!found) tab.fault('finds nothing');
    else console.log(`search from ${base}: ${found} pages`);
  }
  if (!formulas || !pictures) faults.push('no formula or no picture in the whole site');
  console.log(`${opened} pages opened: ${formulas} formulas, ${pictures} pictures`);

  if (screenshots) {
    fs.mkdirSync(screenshots, {recursive: true});
    const shown = {start: 'index.html', theory: 'theory/linear_regression.html', gallery: 'gallery/index.html', example: 'gallery/both_sides.html',
                   names: 'reference.html', reference: 'reference/linear__regression_8hpp.html', guide: 'guide/own_process.html',
                   policy: 'guide/which_policy.html', struct: 'reference/structinfobound_1_1linear__regression.html',
                   explorer: 'explorer/index.html'};
    for (const [name, page] of Object.entries(shown))
      for (const width of [1280, 390])
        for (const dark of [false, true]) {
          if (!fs.existsSync(path.join(site, page))) continue;
          await tab.screen(width, dark);
          await tab.open(bases.disk + page, name);
          await tab.evaluate('localStorage.clear()');
          await tab.open(bases.disk + page, name);
          await tab.evaluate(look(width));
          await sleep(300);
          const {data} = await tab.send('Page.captureScreenshot');
          fs.writeFileSync(path.join(screenshots, `${name}_${dark ? 'dark' : 'light'}_${width}.png`), Buffer.from(data, 'base64'));
        }
  }
  await browser.stop();
  server.close();
  for (const fault of faults) console.error(fault);
  process.exitCode = faults.length ? 1 : 0;
})().catch((error) => {
  console.error(error);
  process.exit(1);
});

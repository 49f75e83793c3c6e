// SPDX-License-Identifier: BSL-1.0
// node formulas.js KATEX.js SITE: sets every formula of the site's pages, so that a reader's browser need not. One that
// cannot be set is a fault.
const fs = require('fs');
const path = require('path');
const katex = require(path.resolve(process.argv[2]));

const plain = (html) => html.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&amp;/g, '&');
let faults = 0;
let set = 0;

function pages(directory) {
  return fs.readdirSync(directory, {withFileTypes: true}).flatMap((entry) => {
    const name = path.join(directory, entry.name);
    if (entry.isDirectory()) return entry.name === 'reference' ? [] : pages(name);
    return name.endsWith('.html') ? [name] : [];
  });
}

for (const page of pages(process.argv[3])) {
  const before = fs.readFileSync(page, 'utf8');
  const after = before.replace(
      /<(span|div) class="arithmatex">\\([([])([\s\S]*?)\\[)\]]<\/\1>/g, (all, tag, kind, formula) => {
        try {
          ++set;
          const displayMode = kind === '[';
          return `<${tag} class="arithmatex">${katex.renderToString(plain(formula), {displayMode, strict: 'error'})}</${tag}>`;
        } catch (error) {
          ++faults;
          console.error(`${page}: ${error.message}`);
          return all;
        }
      });
  if (after !== before) fs.writeFileSync(page, after);
}
console.log(`${set} formulas`);
process.exitCode = faults ? 1 : 0;

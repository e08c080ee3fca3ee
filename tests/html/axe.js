// Looks at HTML files in headless Chromium: axe.js CHROMIUM [WHOLE...] -- FILE...
//
// One browser and one page for all of them. For each file a line of JSON: its name, and in `problems`
// what axe-core and the looks below find. Most formulas are hidden from axe, which would take minutes
// over them; but each page WHOLE is read with all it holds first. Run by test_html.py, with NODE_PATH set.
const fs = require('fs');
const path = require('path');
const { chromium } = require('playwright-core');

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND'];

// All rules in one look; in the others those whose verdict can differ there.
const wide = { width: 1000, height: 800 };
const narrow = { width: 320, height: 640 };
const tags = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };
const rules = (...values) => ({ type: 'rule', values });

// Marks each letter of a formula that stands in a colour, on a ground, in which none before it stands.
function markLetters() {
  const grounds = new Map([[null, '']]);
  const ground = (element) => {
    if (!grounds.has(element)) {
      const { backgroundColor, opacity } = getComputedStyle(element);
      grounds.set(element, `${ground(element.parentElement)} ${backgroundColor} ${opacity}`);
    }
    return grounds.get(element);
  };
  const seen = new Set();
  for (const leaf of document.querySelectorAll('math :not(:has(*))')) {
    const key = getComputedStyle(leaf).color + ground(leaf);
    if (!seen.has(key))
      leaf.setAttribute('marked', '');
    seen.add(key);
  }
}

// Each formula without a mark becomes one element of its width: axe would look at hundreds, all alike.
function flattenFormulas() {
  const widths = [...document.querySelectorAll('math:not(:has([marked]))')].map((math) => {
    const range = document.createRange();
    range.selectNodeContents(math);
    return [math, range.getBoundingClientRect().width];
  });
  for (const [math, width] of widths) {
    const text = document.createElementNS(math.namespaceURI, 'mtext');
    text.textContent = math.textContent.replace(/\s+/g, '').slice(0, 10);
    math.replaceChildren(text);
    Object.assign(math.style, { display: 'inline-block', width: `${width}px` });
  }
}

// Of one letter alone axe judges no contrast.
function lengthenLetters() {
  for (const leaf of document.querySelectorAll('[marked]'))
    leaf.textContent = 'letters';
}

function pixelsTooWide() {
  return document.documentElement.scrollWidth - document.documentElement.clientWidth;
}

// Boxes with a scrollbar beside them: a formula may only be scrolled sideways.
function boxesScrolledDown() {
  const isScrolled = (box) => box.scrollHeight > box.clientHeight &&
    ['auto', 'scroll'].includes(window.getComputedStyle(box).overflowY);
  return [...document.querySelectorAll('main *')].filter(isScrolled).length;
}

async function violations(page, runOnly) {
  const options = { runOnly, resultTypes: ['violations'] };
  const result = await page.evaluate((chosen) => window.axe.run(document, chosen), options);
  return result.violations.map(({ id, nodes, help }) =>
    `${id} (${nodes.length}): ${help}: ${nodes[0].html.slice(0, 160)}`);
}

async function screenshot(page, file, look) {
  if (!process.env.SCREENSHOTS)
    return;
  fs.mkdirSync(process.env.SCREENSHOTS, { recursive: true });
  const name = `${path.basename(file, '.html')}-${look}.png`;
  await page.screenshot({ path: path.join(process.env.SCREENSHOTS, name) });
}

async function problemsOf(page, file, axe, isWhole) {
  const problems = [];
  const note = (look, found) => problems.push(...found.map((problem) => `${look}: ${problem}`));
  await page.setViewportSize(narrow);
  await page.goto('file://' + path.resolve(file));
  await page.evaluate(() => document.querySelectorAll('details').forEach((d) => (d.open = true)));
  const tooWide = await page.evaluate(pixelsTooWide);
  note('320 px wide', tooWide > 0 ? [`the page is ${tooWide} px wider than its window`] : []);
  await screenshot(page, file, 'narrow');
  await page.setViewportSize(wide);
  const down = await page.evaluate(boxesScrolledDown);
  note('wide', down > 0 ? [`boxes that scroll up and down: ${down}`] : []);
  for (const colorScheme of ['dark', 'light']) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(markLetters);
    await screenshot(page, file, colorScheme);
  }
  await page.evaluate(axe);
  if (isWhole)
    note('whole', await violations(page, tags));
  await page.evaluate(flattenFormulas);
  await page.setViewportSize(narrow);
  note('320 px wide', await violations(page, rules('scrollable-region-focusable', 'target-size')));
  await page.evaluate(lengthenLetters);
  await page.setViewportSize(wide);
  note('light', await violations(page, tags));
  await page.emulateMedia({ colorScheme: 'dark' });
  note('dark', await violations(page, rules('color-contrast', 'link-in-text-block')));
  return problems;
}

async function main(executablePath, ...files) {
  const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
  const browser = await chromium.launch({ executablePath, args: flags });
  const page = await browser.newPage();
  const whole = files.splice(0, files.indexOf('--') + 1);
  for (const file of files)
    console.log(JSON.stringify({ file, problems: await problemsOf(page, file, axe, whole.includes(file)) }));
  await browser.close();
}

main(...process.argv.slice(2));

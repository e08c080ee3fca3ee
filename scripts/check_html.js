// Runs axe-core on HTML files in headless Chromium, in three ways of looking at each; called by
// check_html.
const fs = require('fs');
const path = require('path');
const { chromium } = require('playwright-core');

const looks = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1000, height: 800 } },
  { name: 'dark', colorScheme: 'dark', viewport: { width: 1000, height: 800 } },
  { name: 'narrow', colorScheme: 'light', viewport: { width: 320, height: 640 } },
];
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];

async function checkLook(browser, file, look, axe) {
  const context = await browser.newContext({ colorScheme: look.colorScheme, viewport: look.viewport });
  const page = await context.newPage();
  await page.goto('file://' + path.resolve(file));
  await page.evaluate(() => document.querySelectorAll('details').forEach((d) => (d.open = true)));
  if (process.env.SCREENSHOTS) {
    fs.mkdirSync(process.env.SCREENSHOTS, { recursive: true });
    const name = path.basename(file, '.html') + '-' + look.name + '.png';
    await page.screenshot({ path: path.join(process.env.SCREENSHOTS, name) });
  }
  await page.evaluate(axe);
  const result = await page.evaluate(() => window.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }));
  const overflow = await page.evaluate(() =>
    document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await context.close();
  const problems = result.violations.map((violation) =>
    `${violation.id} (${violation.nodes.length}): ${violation.help}\n    ` +
    `${violation.nodes[0].html.slice(0, 160)}`);
  if (overflow > 0)
    problems.push(`the page is ${overflow} px wider than its window`);
  return { problems, passes: result.passes.length };
}

async function main(files) {
  const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: flags });
  let count = 0;
  let rules = 0;
  for (const file of files)
    for (const look of looks) {
      const { problems, passes } = await checkLook(browser, file, look, axe);
      rules += passes;
      count += problems.length;
      for (const problem of problems)
        console.log(`${file} (${look.name}): ${problem}`);
    }
  await browser.close();
  console.log(`axe: ${count} violations in ${files.length} sheets, ` +
    `${looks.length} looks each, ${rules} rules passed`);
  process.exit(count === 0 ? 0 : 1);
}

main(process.argv.slice(2));

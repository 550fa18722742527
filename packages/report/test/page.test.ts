import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderHtml } from '../src/formats/render-html.ts';
import type { CheckReport } from '../src/index.ts';
import { everything } from './every-part.ts';
import { reportOn } from './samples.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const browserFile = (process.env.PATH ?? '')
  .split(delimiter)
  .flatMap((folder) => names.map((name) => join(folder, name)))
  .find((file) => existsSync(file));
const why = browserFile === undefined ? ' (NOT CHECKED: there is no chromium in the PATH)' : '';

describe.skipIf(browserFile === undefined)(`a page in a browser${why}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: browserFile as string, args: ['--no-sandbox'] });
  });
  afterAll(() => browser.close());

  async function look<T>(report: CheckReport, options: BrowserContextOptions, script: string): Promise<T> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const noise: string[] = [];
    page.on('console', (message) => noise.push(message.text()));
    page.on('request', (request) => noise.push(request.url()));
    await page.setContent(renderHtml(report));
    const result = (await page.evaluate(script)) as T;
    await context.close();
    expect(noise).toEqual([]);
    return result;
  }

  const runs = [
    ['every part that a page can have', 'light', everything],
    ['every part that a page can have', 'dark', everything],
    ['nothing to judge', 'light', reportOn({}, { releases: [] })],
  ] as const;
  test.each(runs)('axe finds nothing against %s, %s', async (_, colorScheme, report) => {
    const script = `${axe.source}; axe.run().then(({violations, passes}) => ({violations: violations.map(({id, nodes}) => [id, nodes.map((node) => node.html)]), passes: passes.length}))`;
    const found = await look<{ violations: unknown[]; passes: number }>(report, { colorScheme }, script);
    expect(found.violations).toEqual([]);
    expect(found.passes).toBeGreaterThan(10);
  });

  test('on a phone nothing is wider than the screen', async () => {
    const viewport = { width: 360, height: 640 };
    const width = await look<number>(everything, { viewport }, 'document.documentElement.scrollWidth');
    expect(width).toBe(360);
  });
});

test('a page is the same bytes for the same report, and asks for nothing from outside', () => {
  const page = renderHtml(everything);
  expect(page).toBe(renderHtml(JSON.parse(JSON.stringify(everything))));
  expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  expect(page).not.toMatch(/<script|<link|<img|url\(|@import|https?:|\son\w+=/i);
});

test('whoever opens it reads verdict, reason and next step first', () => {
  const page = renderHtml(everything)
    .replace(/<style>[\s\S]*?<\/style>/, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
  expect(page).toMatch(
    /^ BLOCKED, 3 judged, Gatehouse BLOCKED the run as a whole \. It could not be judged: not YAML\. \(1 more with this verdict\.\) Next: Mend it, and run the gate again/,
  );
});

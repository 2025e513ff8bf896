// Whether the pages come out whole: for each, its ids and the links on it.
import { inaccessible, open, overflows } from '../launch.mjs';
import { expect, none } from '../report.mjs';

// Identifiers and links of the page.
const collect = (page) => page.evaluate(() => ({
  ids: [...document.querySelectorAll('[id]')].map(({ id }) => id),
  links: [...document.querySelectorAll('a[href], link[href]')].map((link) => link.getAttribute('href')),
}));

async function judgeHead(page, place) {
  const head = await page.evaluate(() => ({
    title: document.title,
    lang: document.documentElement.lang,
    headings: [...document.querySelectorAll('h1, h2, h3, h4')].map(({ tagName }) => Number(tagName[1])),
  }));
  expect(head.title.length > 3, `${place}: no title`);
  expect(['en', 'ko'].includes(head.lang), `${place}: lang is "${head.lang}"`);
  return head.headings;
}

// The first press of Tab shows the way past the menu, and whatever has the focus shows it.
async function judgeKeyboard(page, place) {
  await page.keyboard.press('Tab');
  const focused = await page.evaluate(() => {
    const { activeElement } = document;
    const { left, top } = activeElement.getBoundingClientRect();
    return { isSkip: activeElement.matches('.skip'), isInView: left >= 0 && top >= 0, outline: getComputedStyle(activeElement).outlineStyle };
  });
  expect(focused.isSkip && focused.isInView, `${place}: Tab does not show the skip link`);
  expect(focused.outline !== 'none', `${place}: the focus is not visible`);
}

// A page of our own.
export async function judgePage(browser, home, name) {
  const place = home + name;
  const { page, complaints, close } = await open(browser, home);
  await page.goto(place, { waitUntil: 'load' });
  const headings = await judgeHead(page, place);
  expect(headings[0] === 1 && headings.filter((level) => level === 1).length === 1, `${place}: not one h1`);
  expect(headings.every((level, index) => level <= (headings[index - 1] ?? 0) + 1), `${place}: headings skip a level: ${headings}`);
  const alternates = await page.locator('link[rel=alternate][hreflang]').count();
  expect(alternates === 2, `${place}: ${alternates} alternates instead of 2`);
  await judgeKeyboard(page, place);
  // What a page looks like does not depend on where it comes from.
  for (const colorScheme of home.startsWith('file:') ? ['light', 'dark'] : []) {
    await page.emulateMedia({ colorScheme });
    none(await inaccessible(page), `${place}, ${colorScheme}`);
  }
  none(await overflows(page, '.table, pre'), place);
  const found = await collect(page);
  expect(new Set(found.ids).size === found.ids.length, `${place}: an id occurs twice`);
  none(complaints, place);
  await close();
  return found;
}

// A page that Redoc draws.
export async function judgeReference(browser, home, name) {
  const place = home + name;
  const { page, complaints, close } = await open(browser, home);
  await page.goto(place, { waitUntil: 'load' });
  const operations = await page.evaluate(() => {
    const { paths } = JSON.parse(document.getElementById('document').textContent);
    return Object.values(paths).flatMap((item) => Object.values(item)).filter(({ operationId }) => operationId)
      .map(({ operationId, summary, tags: [tag] }) => ({ id: `tag/${tag.replaceAll(' ', '-')}/operation/${operationId}`, summary }));
  });
  for (const { id } of operations) {
    await page.waitForSelector(`[id="${id}"]`, { state: 'attached', timeout: 60_000 });
  }
  const headings = await judgeHead(page, place);
  expect(headings.includes(1), `${place}: no h1`);
  await judgeSearch(page, place, operations.at(-1));
  none(await overflows(page), place);
  const found = await collect(page);
  none(complaints, place);
  await close();
  return found;
}

// Redoc searches in a worker: the operation must come up, and a click must lead to it.
async function judgeSearch(page, place, { id, summary }) {
  const isInView = (sought) => {
    const { top, bottom } = document.getElementById(sought).getBoundingClientRect();
    return top < innerHeight && bottom > 0;
  };
  try {
    expect(!await page.evaluate(isInView, id), `${place}: "${summary}" is in view before it is looked for`);
    await page.getByRole('textbox', { name: /search/i }).fill(summary);
    await page.locator(`[role=search] [data-item-id="${id}"]`).click();
    await page.waitForFunction(isInView, id);
  } catch (error) {
    expect(false, `${place}: the search does not lead to "${summary}": ${error.message}`);
  }
}

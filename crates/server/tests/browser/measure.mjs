// What is measured on a page: whether it fits, whether fingers can hit what is there, and what axe finds.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong, one a line. */
export async function axeFinds(page) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run({ resultTypes: ['violations'] }));
  return violations.map((it) => `${it.id}: ${it.nodes[0]?.html}`);
}

/** By how much the page can be scrolled sideways. */
export function sideways(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** What can be pressed and is smaller than a finger: 48 px, or inside a label that is that large. */
export function smallTargets(page) {
  return page.evaluate(() => {
    const shown = (it) =>
      (it.checkVisibility?.({ opacityProperty: false, visibilityProperty: true }) ?? true) &&
      it.getClientRects().length;
    const found = [];
    for (const it of document.querySelectorAll('button, a[href], input, select, textarea, summary')) {
      if (!shown(it) || it.closest('[inert]')) continue;
      const box = (
        it.matches('input[type=checkbox], input[type=radio]') ? (it.closest('label') ?? it) : it
      ).getBoundingClientRect();
      if (box.height < 47.5 || box.width < 47.5)
        found.push(
          `${it.tagName} ${it.textContent.trim().slice(0, 30)} ${Math.round(box.width)}x${Math.round(box.height)}`,
        );
    }
    return found;
  });
}

/** Texts that a frame cuts off: what is beyond the box of its container. */
export function cutOff(page, selector) {
  return page.evaluate((selector) => {
    const found = [];
    for (const it of document.querySelectorAll(selector)) {
      if (it.closest('.visually-hidden, .words__word--out')) continue;
      const box = it.getBoundingClientRect();
      const frame = (it.closest('.words, .tables, .cards') ?? document.querySelector('.wall')).getBoundingClientRect();
      if (
        box.width &&
        (box.bottom > frame.bottom + 1 ||
          box.right > frame.right + 1 ||
          box.top < frame.top - 1 ||
          box.left < frame.left - 1)
      )
        found.push(it.textContent.trim().slice(0, 40));
    }
    return found;
  }, selector);
}

/** The least size of these texts, as a part of the height of the screen. */
export function leastText(page, selector) {
  return page.evaluate((selector) => {
    const sizes = [...document.querySelectorAll(selector)]
      .filter((it) => it.getClientRects().length && it.textContent.trim() && !it.closest('.words__word--out'))
      .map((it) => Number.parseFloat(getComputedStyle(it).fontSize));
    return sizes.length ? Math.min(...sizes) / innerHeight : 1;
  }, selector);
}

/** Every pair of these that overlap. */
export function overlaps(page, selector) {
  return page.evaluate((selector) => {
    const boxes = [...document.querySelectorAll(selector)]
      .filter((it) => !it.closest('.words__word--out'))
      .map((it) => [it.textContent.trim(), it.getBoundingClientRect()]);
    const found = [];
    for (const [n, [one, a]] of boxes.entries()) {
      for (const [other, b] of boxes.slice(n + 1)) {
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (across > 1 && down > 1 + 0.3 * Math.min(a.height, b.height)) found.push(`${one} | ${other}`);
      }
    }
    return found;
  }, selector);
}

/** Texts of which a letter is cut off by the box that holds it: below the line (g, j, p), above it, or beside it. */
export function cutLetters(page, selector) {
  return page.evaluate((selector) => {
    const found = [];
    const brush = document.createElement('canvas').getContext('2d');
    for (const root of document.querySelectorAll(selector)) {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const text = walker.currentNode;
        const parent = text.parentElement;
        if (!text.data.trim() || parent.closest('.visually-hidden, .words__word--out') || !parent.checkVisibility())
          continue;
        const style = getComputedStyle(parent);
        brush.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
        const ink = brush.measureText(text.data);
        // A line's rectangle goes from the font's highest letter to its lowest; the ink of these letters may be less.
        const above = ink.fontBoundingBoxAscent - ink.actualBoundingBoxAscent;
        const below = ink.fontBoundingBoxDescent - ink.actualBoundingBoxDescent;
        const range = document.createRange();
        range.selectNodeContents(text);
        const clips = [];
        for (let it = parent; it; it = it.parentElement)
          if (getComputedStyle(it).overflow !== 'visible') clips.push(it.getBoundingClientRect());
        const isCut = (line, box) =>
          line.bottom - below > box.bottom + 0.6 ||
          line.top + above < box.top - 0.6 ||
          line.right > box.right + 1 ||
          line.left < box.left - 1;
        if ([...range.getClientRects()].some((line) => line.width && clips.some((box) => isCut(line, box))))
          found.push(text.data.trim().slice(0, 40));
      }
    }
    return found;
  }, selector);
}

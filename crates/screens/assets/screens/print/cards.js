// The cards: large numbers, a QR code drawn by the server, the code to type, and the Wi-Fi; all in black on white.

import { html, nothing } from '../../vendor/lit.js';
import { t } from '../../lib/i18n.js';

/** @typedef {import('../../lib/wire.js').Card} Card */
/** @typedef {{name: string, password: string}} Wifi */

/** @param {Card} card */
function qr(card) {
  if (!card.qr) return nothing;
  const { size, path } = card.qr;
  return html`<svg
    class="qr"
    viewBox="0 0 ${size} ${size}"
    shape-rendering="crispEdges"
    role="img"
    aria-label=${t('print-qr', { code: card.code })}
  >
    <rect width=${size} height=${size} fill="#fff"></rect>
    <path d=${path} fill="#000"></path>
  </svg>`;
}

/** @param {Wifi} wifi */
function network(wifi) {
  return html`<p class="card-print__wifi">
    <span>${t('print-wifi')}</span>
    ${wifi.name ? html`<bdi><b>${wifi.name}</b></bdi>` : html`<span class="line"></span>`}
    ${
      wifi.name && !wifi.password
        ? nothing
        : html`<span>${t('print-wifi-with')}</span> ${
              wifi.password ? html`<bdi><b>${wifi.password}</b></bdi>` : html`<span class="line"></span>`
            }`
    }
  </p>`;
}

/** @param {Card} card */
function typed(card) {
  return html`<p class="card-print__go">
      ${t('print-type', { url: card.url.replace(/^https?:\/\//, '').replace(/#.*$/, '') })}
    </p>
    <p class="card-print__code">${card.code}</p>`;
}

/** @param {Card} card @param {Wifi} wifi */
export function tableCard(card, wifi) {
  return html`<article class="card-print card-print--table">
    <div class="card-print__main">
      <h2>
        <span class="card-print__kind">${t('print-table')}</span> <span class="card-print__number">${card.table}</span>
      </h2>
    </div>
    <div class="card-print__side">
      ${qr(card)}
      <p class="card-print__go">${t('print-tablet')}</p>
      ${typed(card)}${network(wifi)}
    </div>
  </article>`;
}

/** @param {Card} card @param {Wifi} wifi */
export function badge(card, wifi) {
  return html`<article class="card-print card-print--badge">
    <div class="card-print__main">
      <h2>
        <span class="card-print__kind">${t('print-badge')}</span> <span class="card-print__number">${card.badge}</span>
      </h2>
      <p class="card-print__name"><span class="line"></span></p>
      ${typed(card)}${wifi.name ? network(wifi) : nothing}
    </div>
    ${qr(card)}
  </article>`;
}

/** @param {Card} card @param {Wifi} wifi */
export function poster(card, wifi) {
  return html`<article class="card-print card-print--poster">
    <h2>${t('print-join-in')}</h2>
    <ol class="card-print__steps">
      <li>${network(wifi)}</li>
      <li>${t('print-scan')}</li>
    </ol>
    ${qr(card)} ${typed(card)}
  </article>`;
}

/** @param {Card} card @param {Wifi} wifi */
export function wallCard(card, wifi) {
  return named(card, `${t('role-projector')} ${card.wall ?? ''}`, t('print-wall-how'), wifi);
}

/** @param {Card} card @param {Wifi} wifi */
export function staffCard(card, wifi) {
  return named(card, t(`role-${card.role}`), t('print-staff-how'), wifi);
}

/** @param {Card} card @param {string} name @param {string} how @param {Wifi} wifi */
function named(card, name, how, wifi) {
  return html`<article class="card-print card-print--table">
    <div class="card-print__main">
      <h2 class="card-print__name-large">${name}</h2>
      <p>${how}</p>
    </div>
    <div class="card-print__side">${qr(card)}${typed(card)}${network(wifi)}</div>
  </article>`;
}

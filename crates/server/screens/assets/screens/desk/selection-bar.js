// What can be done with the ideas that are selected: move, part, hide with a reason, restore.

import { html, live, nothing } from '../../vendor/lit.js';
import { isolated, t } from '../../lib/i18n.js';

/** @param {import('./desk.js').Desk} host */
export function selectionBar(host) {
  const ids = [...host.selected];
  if (!ids.length) return html`<p class="selection selection--none">${t('select-none')}</p>`;
  const anyHidden = ids.some((id) => host.doc('desk', `idea/${id}`)?.state === 'hidden');
  const busy = host.left > 0;
  return html`<section class="selection" aria-label=${t('select-label')}>
    <p class="selection__count">
      <strong>${busy ? t('select-busy', { count: host.left }) : t('select-count', { count: ids.length })}</strong>
      <button class="link" @click=${() => host.clearSelection()}>${t('select-clear')}</button>
    </p>
    ${
      host.hiding
        ? hideForm(host, busy)
        : html` <form
              class="selection__part"
              @submit=${(/** @type {Event} */ event) => {
                event.preventDefault();
                if (host.target) host.moveSelection(host.target === '-' ? null : host.target);
              }}
            >
              <label class="label" for="move-to">${t('move-to')}</label>
              <select
                class="field"
                id="move-to"
                @change=${(/** @type {any} */ event) => {
                  host.target = event.target.value;
                  host.requestUpdate();
                }}
              >
                <option value="" .selected=${!host.target}>${t('move-choose')}</option>
                ${host.openThemes.map(
                  ([id, theme]) =>
                    html`<option value=${id} .selected=${host.target === id}>
                      ${isolated(theme.label)} (${theme.count})
                    </option>`,
                )}
                <option value="-" .selected=${host.target === '-'}>${t('theme-none')}</option>
              </select>
              <button class="button button--primary" type="submit" ?disabled=${busy || !host.target}>
                ${t('move-go')}
              </button>
            </form>
            <form
              class="selection__part"
              @submit=${(/** @type {Event} */ event) => {
                event.preventDefault();
                host.newThemeOfSelection();
              }}
            >
              <label class="label" for="new-label">${t('split-label')}</label>
              <input
                class="field"
                dir="auto"
                id="new-label"
                maxlength="80"
                autocomplete="off"
                .value=${live(host.newLabel)}
                @input=${(/** @type {any} */ event) => {
                  host.newLabel = event.target.value;
                }}
              />
              <button class="button" type="submit" ?disabled=${busy}>${t('split-go')}</button>
            </form>
            <div class="selection__part row">
              ${
                ids.length > 1
                  ? html`<button class="button" ?disabled=${busy} @click=${() => host.together()}>
                        ${t('together-go')}
                      </button>
                      <button class="button" ?disabled=${busy} @click=${() => host.apart()}>${t('apart-go')}</button>`
                  : nothing
              }
              ${
                anyHidden
                  ? html`<button class="button" ?disabled=${busy} @click=${() => host.restoreSelection()}>
                      ${t('restore-go')}
                    </button>`
                  : html`<button
                      class="button"
                      ?disabled=${busy}
                      @click=${() => {
                        host.hiding = true;
                        host.requestUpdate();
                      }}
                    >
                      ${t('hide-go')}
                    </button>`
              }
            </div>`
    }
  </section>`;
}

/** @param {import('./desk.js').Desk} host @param {boolean} busy */
function hideForm(host, busy) {
  return html`<form
    class="selection__part"
    @submit=${(/** @type {Event} */ event) => {
      event.preventDefault();
      host.hideSelection();
    }}
  >
    <label class="label" for="hide-reason">${t('hide-reason')}</label>
    <input
      class="field"
      dir="auto"
      id="hide-reason"
      maxlength="200"
      autocomplete="off"
      .value=${live(host.reason)}
      @input=${(/** @type {any} */ event) => {
        host.reason = event.target.value;
      }}
    />
    <button class="button button--danger" type="submit" ?disabled=${busy}>${t('hide-yes')}</button>
    <button
      class="button"
      type="button"
      @click=${() => {
        host.hiding = false;
        host.requestUpdate();
      }}
    >
      ${t('hide-no')}
    </button>
  </form>`;
}

// The test of a tablet before the doors open: go or no-go, what to do about it, full screen, and a report to control.

import { html, nothing } from '../vendor/lit.js';
import { checkTablet } from '../lib/check.js';
import { t } from '../lib/i18n.js';
import { Part } from './part.js';

/** Event: `fit`, when someone says that this tablet is ready. */
class TabletCheck extends Part {
  static get properties() {
    return {
      ready: { attribute: false },
      mayReport: { attribute: false },
      open: { attribute: false },
      _findings: { state: true },
      _busy: { state: true },
    };
  }

  constructor() {
    super();
    /** Control knows that this tablet is ready. */
    this.ready = false;
    /** There is a part of the day for which the tablet can be ready. */
    this.mayReport = false;
    /** Unfolded from the start. */
    this.open = false;
    /** @type {import('../lib/check.js').Finding[]|null} */
    this._findings = null;
    this._busy = false;
    this.redrawOn('full screen', document, 'fullscreenchange');
  }

  async _run() {
    if (this._busy) return;
    this._busy = true;
    this._findings = await checkTablet();
    this._busy = false;
  }

  async _full() {
    try {
      if (document.fullscreenElement) await document.exitFullscreen();
      else await document.documentElement.requestFullscreen?.();
    } catch {
      /* the browser has no full screen: its own menu may */
    }
  }

  render() {
    const findings = this._findings;
    const go = findings?.every((it) => it.go !== false) ?? false;
    return html`<details class="check" ?open=${this.open}>
      <summary class="check__title">${t('check-title')}</summary>
      <p class="hint">${t('check-hint')}</p>
      <div role="status">
        ${
          this._busy
            ? html`<p>${t('check-busy')}</p>`
            : findings
              ? html` <p class="check__verdict check__verdict--${go ? 'go' : 'no-go'}">
                    <strong
                      ><span aria-hidden="true">${go ? '✓' : '✕'}</span> ${t(go ? 'check-go' : 'check-no-go')}</strong
                    >
                    ${t(go ? 'check-go-text' : 'check-no-go-text')}
                  </p>
                  <ul class="plain check__list">
                    ${findings.map(
                      (it) =>
                        html`<li class="check__finding">
                          <span
                            class="check__sign check__sign--${it.go === null ? 'advice' : it.go ? 'go' : 'no-go'}"
                            aria-hidden="true"
                            >${it.go === null ? '!' : it.go ? '✓' : '✕'}</span
                          >
                          <span><strong>${t(`check-${it.name}`)}</strong>: ${t(it.says, it.args)}</span>
                        </li>`,
                    )}
                  </ul>`
              : nothing
        }
      </div>
      <div class="own__actions">
        <button class="button" aria-disabled=${String(this._busy)} @click=${this._run}>
          ${t(findings ? 'check-again' : 'check-title')}
        </button>
        ${
          'requestFullscreen' in document.documentElement
            ? html`<button class="button" @click=${this._full}>
                ${t(document.fullscreenElement ? 'check-full-leave' : 'check-full')}
              </button>`
            : nothing
        }
        ${
          findings && go
            ? html`<button
                class="button ${this.ready ? 'button--done' : 'button--primary'}"
                aria-pressed=${String(this.ready)}
                aria-disabled=${String(!this.mayReport)}
                @click=${() => this.mayReport && this.dispatchEvent(new CustomEvent('fit'))}
              >
                ${t(this.ready ? 'check-is-ready' : 'check-ready')}
              </button>`
            : nothing
        }
      </div>
      ${findings && go && !this.mayReport ? html`<p class="hint">${t('check-ready-wait')}</p>` : nothing}
    </details>`;
  }
}

customElements.define('burgertop-tablet-check', TabletCheck);

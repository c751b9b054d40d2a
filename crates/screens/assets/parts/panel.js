// The base of a panel: a controller with state of its own beside one host, which it draws itself into.

/**
 * Three forms, each for one purpose: an element (`Part`) has state and is used in several places, a panel has state and
 * one host, a function has no state.
 * @template {import('./part.js').Part} Host
 */
export class Panel {
  /** @param {Host} host */
  constructor(host) {
    this.host = host;
    // Lit calls `hostConnected`, `hostUpdate`, `hostUpdated` and `hostDisconnected` of a panel that has them.
    host.addController(this);
  }

  /**
   * The reactive fields of this panel: setting one to another value draws the host again. A set or a map is replaced,
   * not changed in place.
   * @template {Record<string, any>} Fields
   * @param {Fields} initial
   * @returns {Fields}
   */
  state(initial) {
    const { host } = this;
    const held = { ...initial };
    const fields = Object.keys(initial).map((name) => [
      name,
      {
        enumerable: true,
        get: () => held[name],
        set: (/** @type {any} */ value) => {
          if (Object.is(held[name], value)) return;
          /** @type {Record<string, any>} */ (held)[name] = value;
          host.requestUpdate();
        },
      },
    ]);
    return Object.defineProperties(/** @type {Fields} */ ({}), Object.fromEntries(fields));
  }
}

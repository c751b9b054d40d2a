// The part of Lit that the screens use, as types for `tsc --checkJs`; not served for anything else.
/** The reactive fields of an element; `state` marks those that no one else sets. */
export type Properties = Record<string, { attribute?: boolean; state?: boolean; type?: BooleanConstructor }>;
export class LitElement extends HTMLElement {
  static properties: Properties;
  readonly updateComplete: Promise<boolean>;
  requestUpdate(): void;
  addController(controller: object): void;
  connectedCallback(): void;
  disconnectedCallback(): void;
  createRenderRoot(): HTMLElement | DocumentFragment;
  willUpdate(changed: Map<string, any>): void;
  updated(changed?: Map<string, any>): void;
  render(): unknown;
}
export function html(strings: TemplateStringsArray, ...values: unknown[]): unknown;
export const nothing: symbol;
export function repeat<T>(items: Iterable<T>, key: (item: T) => unknown, template: (item: T) => unknown): unknown;
export function live(value: unknown): unknown;

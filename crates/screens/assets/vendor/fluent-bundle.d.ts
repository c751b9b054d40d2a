// The part of @fluent/bundle that the screens use, as types for `tsc --checkJs`.
export class FluentResource { constructor(source: string); }
export class FluentBundle {
  constructor(lang: string, options?: { useIsolating?: boolean });
  addResource(resource: FluentResource): Error[];
  hasMessage(id: string): boolean;
  getMessage(id: string): { value: unknown } | undefined;
  formatPattern(pattern: unknown, args?: Record<string, any>, errors?: Error[]): string;
}

// Writes `lib/wire.d.ts` of the screens: the frames, commands and answers that the contracts in `docs/` describe.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';

const ROOT = join(import.meta.dirname, '../../../..');
const CONTRACTS = ['asyncapi.json', 'openapi.json'];
export const WIRE = join(import.meta.dirname, '../../../screens/assets/lib/wire.d.ts');

const HEAD = `// The words on the wire, made from ${CONTRACTS.map((it) => `docs/${it}`).join(' and ')}: do not edit.
// \`npm run wire\` in the tests of the screens writes it anew; a test refuses one that is not in step.
`;

/** The file as the contracts say it. */
export async function wire() {
  const schemas = Object.assign({}, ...CONTRACTS.toReversed().map((it) => schemasOf(it)));
  const types = Object.keys(schemas)
    .sort()
    .map((name) => `${comment(schemas[name])}export type ${name} = ${typeOf(schemas[name])};`);
  const config = await resolveConfig(WIRE);
  return format(`${HEAD}\n${types.join('\n\n')}\n`, { ...config, parser: 'typescript' });
}

function schemasOf(contract) {
  return JSON.parse(readFileSync(join(ROOT, 'docs', contract), 'utf8')).components.schemas;
}

function comment({ description }) {
  return description ? `/** ${description.replaceAll('*/', '*\\/').replaceAll('\n', ' ')} */\n` : '';
}

/** A JSON Schema as a type. What a schema says beyond it (bounds, patterns, formats) is the server's to check. */
function typeOf(schema) {
  if (typeof schema === 'boolean') return schema ? 'unknown' : 'never';
  if (schema.$ref) return schema.$ref.split('/').at(-1);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return union(schema.enum.map((it) => JSON.stringify(it)));
  const either = schema.oneOf ?? schema.anyOf;
  if (either) return union(either.map((it) => commented(it)));
  if (schema.allOf) return schema.allOf.map((it) => `(${typeOf(it)})`).join(' & ');
  if (Array.isArray(schema.type)) return union(schema.type.map((type) => typeOf({ ...schema, type })));
  switch (schema.type) {
    case 'integer':
    case 'number':
      return 'number';
    case 'string':
    case 'boolean':
    case 'null':
      return schema.type;
    case 'array':
      return `Array<${typeOf(schema.items ?? true)}>`;
    case 'object':
      return objectOf(schema);
    default:
      throw new Error(`no type for ${JSON.stringify(schema)}`);
  }
}

function objectOf({ properties = {}, required = [], additionalProperties }) {
  const fields = Object.entries(properties).map(
    ([name, schema]) =>
      `${comment(schema)}${JSON.stringify(name)}${required.includes(name) ? '' : '?'}: ${typeOf(schema)};`,
  );
  if (!fields.length) {
    return additionalProperties === false
      ? 'Record<string, never>'
      : `Record<string, ${typeOf(additionalProperties ?? true)}>`;
  }
  return `{ ${fields.join('\n')} }`;
}

/** Each alternative of a union with what its schema says of it. */
function commented(schema) {
  return `${comment(schema)}${typeOf(schema)}`;
}

function union(types) {
  return types.length ? types.map((it) => `\n| ${it}`).join('') : 'never';
}

if (process.argv[1] === import.meta.filename) writeFileSync(WIRE, await wire());

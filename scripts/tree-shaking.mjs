// The packages that speak the protocol come as TypeScript compiled them: as CommonJS, of which a bundler carries every module
// whole, and with namespaces that a call fills, which might do anything. This says again what their sources said, so that
// only what is used is carried: imports, exports, and namespaces that do nothing but hold their members.
import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { parse } from 'acorn';

const COMPILED =
  /[\\/]node_modules[\\/](?:jsonc-parser|vscode-(?:jsonrpc|languageclient|languageserver[\w-]*))[\\/]lib[\\/].*\.js$/;

/** A plugin of esbuild. */
export const treeShaking = {
  name: 'tree-shaking',
  setup({ onLoad }) {
    onLoad({ filter: COMPILED }, ({ path }) => ({
      contents: asModule(readFileSync(path, 'utf8'), basename(path)),
      resolveDir: dirname(path),
    }));
  },
};

/** What TypeScript makes of imports and exports, and what its source had. */
const FORMS = [
  [/^(["'])use strict\1;?$/, ''],
  [/^Object\.defineProperty\(exports, "__esModule", .*$/, ''],
  [/^var __\w+ = \(this && this\.__\w+\) .*$/s, ''],
  [/^(?:exports\.\w+ = )+void 0;$/, ''],
  // A package of another make may export one function, which only `require` gives.
  [/^(?:const|var) (\w+) = require\("((?:\.|vscode-).*)"\);$/, 'import * as $1 from "$2";'],
  [/^(?:const|var) (\w+) = __import(?:Star|Default)\(require\("(.*)"\)\);$/, 'import * as $1 from "$2";'],
  [/^__exportStar\(require\("(.*)"\), exports\);$/, 'export * from "$1";'],
  [/^exports\.(\w+) = (\w+);$/, 'export { $2 as $1 };'],
  [/^exports\.(\w+) = /, 'export const $1 = '],
];

const IMPORTED = /^import \* as (\w+) from (".*");$/;
const PASSED_ON = /^Object\.defineProperty\(exports, "(\w+)", .* return (\w+)\.(\w+); \} \}\);$/;
const DECLARED = /^(?:export )?var (\w+);$/;
const FILLED = /^\(function \((\w+)\) \{(.*)\}\)\(\1 \|\| \((exports\.\1 = )?\1 = \{\}\)\);$/s;

/** The text of a compiled file as a module. A statement of no known form stays as it is. */
function asModule(code, fileName) {
  const { body } = parse(code, { ecmaVersion: 2022, sourceType: 'module' });
  const lines = joined(body.map(({ start, end }) => code.slice(start, end))).map(reformed);
  const sources = new Map(lines.flatMap((line) => (IMPORTED.test(line) ? [IMPORTED.exec(line).slice(1)] : [])));
  const passedOn = (_, name, local, member) => `export { ${member} as ${name} } from ${sources.get(local)};`;
  // What a file reads of its own exports, it reads of itself.
  return [`import * as exports from "./${fileName}";`, ...lines.map((line) => line.replace(PASSED_ON, passedOn))].join(
    '\n',
  );
}

function reformed(statement) {
  const form = FORMS.find(([pattern]) => pattern.test(statement));
  return form ? statement.replace(...form) : statement;
}

/** Each namespace as one statement: its declaration and the call that fills it. A further call adds to what is there. */
function joined(statements) {
  const isFilledNext = (index) => {
    const name = DECLARED.exec(statements[index])?.[1];
    return name !== undefined && FILLED.exec(statements[index + 1])?.[1] === name;
  };
  return statements.flatMap((statement, index) => {
    if (isFilledNext(index)) return [];
    const [whole, name, members, isExported] = FILLED.exec(statement) ?? [];
    if (whole === undefined) return [statement];
    if (!isFilledNext(index - 1)) return [`(function (${name}) {${members}})(${name});`];
    const declared = isExported || statements[index - 1].startsWith('export') ? 'export var' : 'var';
    return [`${declared} ${name} = /* @__PURE__ */ (function (${name}) {${members}return ${name};})({});`];
  });
}

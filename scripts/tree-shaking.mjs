// The LSP packages ship as compiled TypeScript: as CommonJS, of which a bundler keeps every module entirely, and with
// namespaces that a call fills, which might have side effects. This restores the form of their sources, so that only used
// parts are bundled: imports, exports, and namespaces that only hold their members.
import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { parse } from 'acorn';

const COMPILED =
  /[\\/]node_modules[\\/](?:jsonc-parser|vscode-(?:jsonrpc|languageclient|languageserver[\w-]*))[\\/]lib[\\/].*\.js$/;

/** The plugin of esbuild. */
export const treeShaking = {
  name: 'tree-shaking',
  setup({ onLoad }) {
    onLoad({ filter: COMPILED }, ({ path }) => ({
      contents: toModule(readFileSync(path, 'utf8'), basename(path)),
      resolveDir: dirname(path),
    }));
  },
};

/** Statements that TypeScript emits for imports and exports, with their source form. */
const FORMS = [
  [/^(["'])use strict\1;?$/, ''],
  [/^Object\.defineProperty\(exports, "__esModule", .*$/, ''],
  [/^var __\w+ = \(this && this\.__\w+\) .*$/s, ''],
  [/^(?:exports\.\w+ = )+void 0;$/, ''],
  // Other packages may export a single function, which only `require` returns.
  [/^(?:const|var) (\w+) = require\("((?:\.|vscode-).*)"\);$/, 'import * as $1 from "$2";'],
  [/^(?:const|var) (\w+) = __import(?:Star|Default)\(require\("(.*)"\)\);$/, 'import * as $1 from "$2";'],
  [/^__exportStar\(require\("(.*)"\), exports\);$/, 'export * from "$1";'],
  [/^exports\.(\w+) = (\w+);$/, 'export { $2 as $1 };'],
  [/^exports\.(\w+) = /, 'export const $1 = '],
];

const IMPORTED = /^import \* as (\w+) from (".*");$/;
const REEXPORTED = /^Object\.defineProperty\(exports, "(\w+)", .* return (\w+)\.(\w+); \} \}\);$/;
const DECLARED = /^(?:export )?var (\w+);$/;
const FILLED = /^\(function \((\w+)\) \{(.*)\}\)\(\1 \|\| \((exports\.\1 = )?\1 = \{\}\)\);$/s;

/** Converts a compiled file to an ES module. Statements of unknown form stay unchanged. */
function toModule(code, fileName) {
  const { body } = parse(code, { ecmaVersion: 2022, sourceType: 'module' });
  const lines = mergeNamespaces(body.map(({ start, end }) => code.slice(start, end))).map(rewriteStatement);
  const sources = new Map(lines.flatMap((line) => (IMPORTED.test(line) ? [IMPORTED.exec(line).slice(1)] : [])));
  const toReexport = (_, name, local, member) => `export { ${member} as ${name} } from ${sources.get(local)};`;
  // The file imports itself to read its own exports.
  return [
    `import * as exports from "./${fileName}";`,
    ...lines.map((line) => line.replace(REEXPORTED, toReexport)),
  ].join('\n');
}

function rewriteStatement(statement) {
  const form = FORMS.find(([pattern]) => pattern.test(statement));
  return form ? statement.replace(...form) : statement;
}

/** Merges the declaration of each namespace with the call that fills it. A further call adds to it. */
function mergeNamespaces(statements) {
  const isFilledNext = (index) => {
    const name = DECLARED.exec(statements[index])?.[1];
    return name !== undefined && FILLED.exec(statements[index + 1])?.[1] === name;
  };
  return statements.flatMap((statement, index) => {
    if (isFilledNext(index)) return [];
    const [match, name, members, isExported] = FILLED.exec(statement) ?? [];
    if (match === undefined) return [statement];
    if (!isFilledNext(index - 1)) return [`(function (${name}) {${members}})(${name});`];
    const declared = isExported || statements[index - 1].startsWith('export') ? 'export var' : 'var';
    return [`${declared} ${name} = /* @__PURE__ */ (function (${name}) {${members}return ${name};})({});`];
  });
}

/** The types of the fields in the parameters of requests and notifications. */
const FIELDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  textDocument: (value) => isObject(value) && isString(value.uri),
  uri: isString,
  position: isPosition,
  range: isRange,
  context: isObject,
  line: isNumber,
  index: isNumber,
  name: isString,
  newName: isString,
  message: isString,
  version: isString,
  storage: isString,
  syntax: isString,
  model: isString,
  nodes: isNumber,
  gpusPerNode: isNumber,
  data: isTopic,
  target: (value) => isObject(value) && isString(value.kind) && isString(value.name),
};

/** The fields of the subject of a completion item, of which there are several kinds. */
const TOPIC_FIELDS = [
  ['directive'],
  ['variable', 'version'],
  ['of', 'key', 'command', 'version'],
  ['flag', 'command', 'version'],
  ['list', 'version'],
];

/** Fields without which a method cannot be handled. All others may be missing. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  completion: ['textDocument', 'position'],
  hover: ['textDocument', 'position'],
  definition: ['textDocument', 'position'],
  references: ['textDocument', 'position'],
  prepareRename: ['textDocument', 'position'],
  rename: ['textDocument', 'position', 'newName'],
  codeAction: ['textDocument', 'range', 'context'],
  inlayHint: ['textDocument', 'range'],
  diagnostic: ['textDocument'],
  codeLens: ['textDocument'],
  documentSymbol: ['textDocument'],
  foldingRange: ['textDocument'],
  documentLinks: ['textDocument'],
  'preflight/explain': ['name'],
  'preflight/topics': [],
  'preflight/layout': ['uri', 'line'],
  'preflight/layouts': ['uri', 'line'],
  'preflight/memoryFixes': ['uri', 'line'],
  'preflight/memoryPicture': ['uri', 'line'],
  'preflight/plan': ['uri', 'target', 'storage'],
  'preflight/resolve': ['uri', 'line'],
  'preflight/blame': ['uri', 'line', 'message'],
  'preflight/release': ['uri', 'line'],
  'preflight/setRelease': ['uri', 'version'],
  'preflight/migrate': ['uri', 'version'],
  'preflight/tool': ['name'],
  'preflight/recipes': [],
  'preflight/models': ['name', 'version'],
  'preflight/newConfig': ['name', 'syntax', 'version', 'model', 'nodes', 'gpusPerNode'],
};

/** The first field of the parameters of a method that is missing or has the wrong type. */
export function findWrongField(method: string, params: unknown): string | undefined {
  if (!isObject(params)) return 'params';
  const required = REQUIRED[method] ?? [];
  return Object.keys(FIELDS).find((name) => {
    const value = params[name];
    return value === undefined || value === null ? required.includes(name) : FIELDS[name]?.(value) === false;
  });
}

/** Whether a parameter is the identifier of a document, with the fields of the given types. */
export const isDocument = (value: unknown, fields: Readonly<Record<string, 'string' | 'number'>>): boolean =>
  isObject(value) && Object.entries({ uri: 'string', ...fields }).every(([name, type]) => typeof value[name] === type);

/** Whether a change of a document has a text, and a range unless it replaces everything. */
export const isContentChange = (value: unknown): boolean =>
  isObject(value) && isString(value.text) && (value.range === undefined || isRange(value.range));

function isTopic(value: unknown): boolean {
  if (!isObject(value) || !Object.values(value).every(isString)) return false;
  return TOPIC_FIELDS.some((fields) => fields.every((field) => isString(value[field])));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

function isPosition(value: unknown): boolean {
  return isObject(value) && isNumber(value.line) && isNumber(value.character);
}

function isRange(value: unknown): boolean {
  return isObject(value) && isPosition(value.start) && isPosition(value.end);
}

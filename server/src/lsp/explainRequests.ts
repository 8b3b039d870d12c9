import { URI } from 'vscode-uri';
import type { Service } from '../core/service';
import { configAt } from './documentStore';
import { guardRequest } from './handler';
import {
  EXPLAIN,
  type ExplainParams,
  type ExplainResult,
  LAYOUT,
  type LayoutParams,
  type LayoutResult,
  LIST_TOPICS,
  type ListTopicsParams,
  type ListTopicsResult,
} from './protocol';
import type { RequestContext } from './requestContext';

/** Answers requests for pages: of a rule, a flag or a variable, and of the layout of a command. */
export function registerExplainRequests({ connection, service, documents, log }: RequestContext): void {
  const findVersion = ({ version, uri, line = 0 }: ListTopicsParams): string | undefined => {
    if (version !== undefined) return version;
    const open = uri === undefined ? undefined : documents.get(uri);
    if (!open) return documents.releaseOfNewFile();
    return service.releaseOf(open.document, configAt(open, line));
  };
  connection.onRequest(
    EXPLAIN,
    guardRequest(log, EXPLAIN, {} as ExplainResult, ({ name, ...params }: ExplainParams): ExplainResult => {
      const version = findVersion(params);
      const explanation = service.explain(name, version);
      const note =
        'rule' in explanation && version !== undefined ? describeUse(service, explanation.rule, version) : '';
      return { ...explanation, ...(version !== undefined && { version }), ...(note !== '' && { note }) };
    }),
  );
  connection.onRequest(
    LIST_TOPICS,
    guardRequest(log, LIST_TOPICS, { version: '', topics: [] } as ListTopicsResult, (params: ListTopicsParams) =>
      service.listTopics(findVersion(params)),
    ),
  );
  connection.onRequest(
    LAYOUT,
    guardRequest(log, LAYOUT, null, ({ uri, line }: LayoutParams): LayoutResult | null => {
      const open = documents.get(uri);
      const config = open && configAt(open, line);
      if (!open || !config) return null;
      const { line: first } = open.texts.own.positionAt(config.head.start);
      const name = URI.parse(uri).path.split('/').at(-1) ?? '';
      return { title: `${name}, line ${first + 1}`, markdown: service.describeLayout(open.document, config) };
    }),
  );
}

/** States whether a rule applies to a release. */
const describeUse = (service: Service, rule: string, version: string): string =>
  `This rule ${service.hasRule(rule, version) ? 'applies' : 'does not apply'} to ms-swift ${version}.`;

import type { FileReader } from '../host/fileReader';

/** A reader that notes the paths of all files that are read, or would be if they were there. */
interface TracedReader extends FileReader {
  paths: Set<string>;
}

export function traceReader(reader: FileReader): TracedReader {
  const paths = new Set<string>();
  return {
    ...reader,
    paths,
    begin: (...question) => {
      const search = reader.begin(...question);
      const trace =
        <R>(read: (path: string, maxBytes?: number) => R) =>
        (path: string, maxBytes?: number): R => {
          paths.add(path);
          return read(path, maxBytes);
        };
      return { ...search, read: trace(search.read), readText: trace(search.readText) };
    },
  };
}

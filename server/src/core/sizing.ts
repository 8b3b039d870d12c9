import type { Config } from './config/config';
import type { Document } from './document/document';
import { drawPicture, type Picture } from './features/memoryPicture/drawPicture';
import { paintByTheme, paintForFile } from './features/memoryPicture/palette';
import { subjectOf } from './features/memoryPicture/subjectOf';
import type { Service } from './service';

/**
 * Draws the GPUs of a run and their memory, in the colors of the editor's theme or in those of a file. A separate module
 * from the service, so that it can be loaded when a picture or a layout is first asked for.
 */
export const drawMemory = (
  service: Service,
  document: Document,
  config: Config,
  title: string,
  colors: 'theme' | 'file',
): Picture =>
  drawPicture(
    subjectOf(service.getFacts(document, config), title),
    colors === 'theme' ? { paint: paintByTheme, hasCaption: false } : { paint: paintForFile, hasCaption: true },
  );

/** Reads a document again for a run on another number of GPUs. */
export const resizeDocument = (service: Service, { text, syntax, context }: Document, worldSize: number): Document =>
  service.read(text, syntax, { ...context, targetSize: worldSize });

export { type FoundLayouts, findLayouts, type OfferedLayout } from './features/layouts/findLayouts';
export {
  describeLimit,
  describeNoFit,
  describeParts,
  describeSearch,
  describeSpeed,
  describeSum,
  formatSizes,
} from './features/layouts/layoutTexts';
export { suggestMemoryFixes } from './features/layouts/memoryFixes';

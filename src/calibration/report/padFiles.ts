import type { PadFigures } from '../pad/padFigures.ts';
import { png } from '../plot/png.ts';
import { svg } from '../plot/svg.ts';
import { padGaps, padPage } from './padPage.ts';
import { padPlot } from './padPlot.ts';
import type { ReportFiles } from './writeReport.ts';

/** The machine form (pad-report@1 less its schema). */
export function padSummary(figures: PadFigures, source: string, created: Date) {
  return { created: created.toISOString(), source, ...figures, notTested: padGaps(figures) };
}

export function padFiles(figures: PadFigures, source: string, created: Date): ReportFiles {
  const plot = figures.species.length > 0 ? padPlot(figures) : null;
  const summary = { schema: 'pad-report@1', ...padSummary(figures, source, created) };
  return {
    'summary.json': `${JSON.stringify(summary, null, 1)}\n`,
    'report.html': padPage(figures, source, created, plot && svg(plot)),
    ...(plot ? { 'apcer.svg': svg(plot), 'apcer.png': png(plot) } : {}),
  };
}

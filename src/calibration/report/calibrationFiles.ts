import type { CalibrationResult } from '../calibrate.ts';
import { png } from '../plot/png.ts';
import { svg } from '../plot/svg.ts';
import { calibrationPage } from './calibrationPage.ts';
import { calibrationSummary } from './calibrationSummary.ts';
import { detPlot } from './detPlot.ts';
import { scorePlot } from './scorePlot.ts';
import type { ReportFiles } from './writeReport.ts';

/** Everything a calibration leaves behind: the file the teller reads, and the evidence for it. */
export function calibrationFiles(result: CalibrationResult): ReportFiles {
  const det = detPlot(result.scores);
  const scores = scorePlot(result.scores.at(-1)!, result.verdicts);
  const plots = { ...(det ? { det } : {}), scores };
  const summary = { schema: 'calibration-report@1', ...calibrationSummary(result) };
  return {
    'calibration.json': `${JSON.stringify(result.calibration, null, 1)}\n`,
    'summary.json': `${JSON.stringify(summary, null, 1)}\n`,
    'report.html': calibrationPage(result, Object.values(plots).map(svg)),
    ...Object.fromEntries(
      Object.entries(plots).flatMap(([name, plot]) => [
        [`${name}.svg`, svg(plot)],
        [`${name}.png`, png(plot)],
      ]),
    ),
  };
}

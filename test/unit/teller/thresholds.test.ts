import t from 'tap';
import { deriveThresholds } from '../../../src/teller/thresholds.ts';
import { calibration, config, padCalibration } from './fixtures.ts';

t.test('R6: thresholds and what supports them', (t) => {
  const { policy } = config();
  const { A, B } = deriveThresholds(policy, calibration(), padCalibration());
  t.match(A, {
    askedFmr: 1e-4,
    threshold: 0.5,
    support: { group: 'all', impostorPairs: 400_000, errors: 20, upper95: 9e-5 },
  });
  t.match(B, { askedFmr: 1e-5, threshold: 0.7, support: { errors: 0 } });
  t.end();
});

t.test('R6: too few pairs for the asked rate: no thresholds', (t) => {
  const { policy } = config();
  t.throws(() => deriveThresholds(policy, calibration(299_571), padCalibration()), { code: 'CALIBRATION_UNSUPPORTED' });
  t.doesNotThrow(() => deriveThresholds(policy, calibration(299_573), padCalibration()));
  t.end();
});

import { attackTypes } from '../../lib/attackTypes.ts';
import { interval95, upper95 } from '../../lib/clopperPearson.ts';
import type { Presentation } from './presentation.ts';

/** A share of presentations with its exact bounds (Clopper and Pearson, 95 %). */
export interface Proportion {
  readonly errors: number;
  readonly n: number;
  readonly rate: number;
  /** One-sided. */
  readonly upper95: number;
  /** Two-sided. */
  readonly interval95: readonly [number, number];
}

export interface SpeciesFigures {
  readonly species: string;
  readonly level: string;
  readonly presentations: number;
  /** Taken for live, of those that got an answer: a presentation without one must not make the detector look better. */
  readonly apcer: Proportion | null;
  /** Without an answer, of all. */
  readonly apnrr: Proportion;
  /** Taken for live *and* matched, of all (impostor attack presentation accept rate); null = the match was not tested. */
  readonly iapar: Proportion | null;
  /** R9: fewer than 150 presentations bound a species to no better than 2 % even without any error. */
  readonly enough: boolean;
}

export interface PadFigures {
  /** Worst first. */
  readonly species: readonly SpeciesFigures[];
  /** The headline: the species with the highest APCER, over all and per attack potential. Never a mean (R9). */
  readonly worst: SpeciesFigures | null;
  readonly worstPerLevel: readonly { readonly level: string; readonly species: SpeciesFigures }[];
  readonly worstIapar: SpeciesFigures | null;
  readonly bonaFide: {
    readonly presentations: number;
    /** Taken for an attack, of those that got an answer. */
    readonly bpcer: Proportion | null;
    readonly bpnrr: Proportion | null;
  };
  /** The seven types of GB/T 41987-2022 (R10); `species` empty = not tested. */
  readonly types: readonly { readonly type: string; readonly species: readonly SpeciesFigures[] }[];
  readonly otherSpecies: readonly string[];
  /** Cosine at which a match counts; null = the match was not tested. */
  readonly matchThreshold: number | null;
}

export const ENOUGH_PRESENTATIONS = 150;

/** Figures of a test after ISO/IEC 30107-3, per attack species. Rates are never averaged over species. */
export function padFigures(presentations: readonly Presentation[], matchThreshold: number | null): PadFigures {
  const bySpecies = Map.groupBy(presentations, ({ species }) => species);
  const bonaFide = bySpecies.get(null) ?? [];
  bySpecies.delete(null);
  const species = [...bySpecies].map(([name, own]) => figures(name!, own, matchThreshold)).sort(worstFirst);
  const levels = [...new Set(species.map(({ level }) => level))].sort();
  const answered = bonaFide.filter(({ decision }) => decision !== 'none');
  const matched = species.filter(({ iapar }) => iapar !== null);
  const types = attackTypes.map(({ type, species: pattern }) => ({
    type,
    species: species.filter((own) => pattern.test(own.species)),
  }));
  return {
    species,
    worst: species.find(({ apcer }) => apcer !== null) ?? null,
    worstPerLevel: levels.map((level) => ({ level, species: species.find((own) => own.level === level)! })),
    worstIapar: matched.sort((a, b) => b.iapar!.rate - a.iapar!.rate || b.iapar!.upper95 - a.iapar!.upper95)[0] ?? null,
    bonaFide: {
      presentations: bonaFide.length,
      bpcer: proportion(answered, ({ decision }) => decision === 'attack'),
      bpnrr: proportion(bonaFide, ({ decision }) => decision === 'none'),
    },
    types,
    otherSpecies: species
      .map((own) => own.species)
      .filter((name) => !attackTypes.some((known) => known.species.test(name))),
    matchThreshold,
  };
}

function figures(species: string, own: readonly Presentation[], matchThreshold: number | null): SpeciesFigures {
  const answered = own.filter(({ decision }) => decision !== 'none');
  const tested = matchThreshold !== null && own.some(({ matchScore }) => matchScore !== null);
  // Taken for live without a score: nobody knows what the match would have said, so it counts as accepted.
  const accepted = ({ decision, matchScore }: Presentation) =>
    decision === 'live' && (matchScore === null || matchScore >= matchThreshold!);
  return {
    species,
    level: own[0]!.level,
    presentations: own.length,
    apcer: proportion(answered, ({ decision }) => decision === 'live'),
    apnrr: proportion(own, ({ decision }) => decision === 'none')!,
    iapar: tested ? proportion(own, accepted) : null,
    enough: answered.length >= ENOUGH_PRESENTATIONS,
  };
}

function proportion(all: readonly Presentation[], isError: (one: Presentation) => boolean): Proportion | null {
  const n = all.length;
  if (n === 0) return null;
  const errors = all.filter(isError).length;
  const { lower, upper } = interval95(errors, n);
  return { errors, n, rate: errors / n, upper95: upper95(errors, n), interval95: [lower, upper] };
}

/** By the rate, then by what the count leaves open; a species without any answer comes last. */
function worstFirst(a: SpeciesFigures, b: SpeciesFigures): number {
  const [one, other] = [a.apcer, b.apcer];
  if (!one || !other) return one ? -1 : other ? 1 : 0;
  return other.rate - one.rate || other.upper95 - one.upper95;
}

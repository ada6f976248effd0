/** A plot as shapes, in points from the top left corner, from which both the SVG and the PNG are made. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** Read out in place of the picture. */
  readonly title: string;
  readonly shapes: readonly Shape[];
}

/** #rrggbb */
export type Colour = `#${string}`;

export type Shape =
  | { readonly kind: 'line'; readonly points: readonly Point[]; readonly colour: Colour; readonly width: number }
  | {
      readonly kind: 'box';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly colour: Colour;
    }
  | {
      readonly kind: 'text';
      /** The baseline's start, middle or end. */
      readonly x: number;
      readonly y: number;
      readonly text: string;
      readonly anchor: 'start' | 'middle' | 'end';
      readonly colour: Colour;
    };

export interface Point {
  readonly x: number;
  readonly y: number;
}

export const INK: Colour = '#222222';
export const PALE: Colour = '#dddddd';
/** Okabe and Ito's colours, told apart with every kind of colour blindness; the yellow is left out (too pale on white). */
export const SERIES: readonly Colour[] = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00', '#666666'];

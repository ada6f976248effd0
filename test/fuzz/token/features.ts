import type { Sample } from './draw/generator.ts';

/** Odd properties that an accepted token may have by the rules: says that these were really seen accepted. */
export function features({ text }: Sample): string[] {
  const [, amount = ''] = /,DISPENSE1=([^,]*)/.exec(text) ?? [];
  const names = text.split(',').map((part) => part.split('=', 1)[0]!);
  const middle = names.slice(3, -1);
  const tests: readonly (readonly [string, boolean])[] = [
    ['vendor keys', middle.length > 2],
    ['a vendor key containing DISPENSE', middle.some((name) => name !== 'DISPENSE1' && name.includes('DISPENSE'))],
    [
      'such a key before DISPENSE1',
      middle.findIndex((name) => name.includes('DISPENSE')) < middle.indexOf('DISPENSE1'),
    ],
    ['the decision before the amount', middle.indexOf('TELLERSIGHTDECISION') < middle.indexOf('DISPENSE1')],
    ['no fraction', !amount.includes('.')],
    ['zeros in front', /^0[0-9]/.test(amount)],
    ['12 digits', /^[0-9]{12}(?![0-9])/.test(amount)],
    ['less than 1.00', /^0+\./.test(amount)],
    ['nonce not 32 digits', text.indexOf(',') !== 'NONCE='.length + 32],
    ['nonce of 64 digits', text.indexOf(',') === 'NONCE='.length + 64],
    ['exactly 1,024 bytes', text.length === 1024],
  ];
  return tests.filter(([, holds]) => holds).map(([name]) => name);
}

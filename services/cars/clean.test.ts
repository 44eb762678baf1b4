import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clean, rules } from './clean.ts'
import { findColumns } from './columns.ts'
import { generate } from './generate.ts'
import { currencyOf, parseAmount } from './quantities.ts'
import { file } from './testing/listings.ts'

const only = (...lines: string[][]) => clean(file(...lines)).examples[0]

describe('numbers of listings', () => {
  test.each([
    ['$12,500', 12_500],
    ['12.500 €', 12_500],
    ['€ 12.500,50', 12_500.5],
    ['EUR 12 500', 12_500],
    ["CHF 12'500.-", 12_500],
    ['12 500', 12_500],
    ['1,234,567', 1_234_567],
    ['1.234.567,8', 1_234_567.8],
    ['12.5k', 12_500],
    ['1.25E+04', 12_500],
    ['€ 1.234e4', 12_340],
    ['9.95', 9.95],
    ['asking 7500 ono', 7500],
    ['-5', -5],
  ])('%s is %d', (text, value) => {
    expect(parseAmount(text, true)?.value).toBe(value)
  })

  test('three digits behind one sign are decimals where thousands are not parted', () => {
    expect(parseAmount('1.598 L', false)?.value).toBe(1.598)
    expect(parseAmount('1,598 cc', true)?.value).toBe(1598)
    expect(parseAmount('call us', true)).toBeUndefined()
  })

  test('any whole number is read in any spelling', () => {
    const sign = fc.constantFrom(',', '.', ' ', "'", '')
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_999_999 }), sign, (value, thousands) => {
        const text = String(value).replace(/\B(?=(\d{3})+$)/g, thousands)
        expect(parseAmount(`€${text}`, true)?.value).toBe(value)
      }),
    )
  })

  test('currencies are told by sign or code', () => {
    expect(['€5', 'usd', 'Rs. 5 lakh', 'GBP 3', '5'].map(currencyOf)).toEqual([
      'EUR',
      'USD',
      'INR',
      'GBP',
      undefined,
    ])
  })
})

describe('columns', () => {
  test('are found in any order under most names', () => {
    const found = findColumns(['Odometer (mi)', 'listPrice', 'Fuel_Type', 'model-year', 'Manufacturer', 'x'])
    expect(Object.entries(found).map(([name, { index }]) => [name, index])).toEqual([
      ['price', 1],
      ['mileage', 0],
      ['year', 3],
      ['make', 4],
      ['fuel', 2],
    ])
  })

  test('a distance driven is preferred to what may be consumption', () => {
    expect(findColumns(['mileage', 'km_driven']).mileage?.index).toBe(1)
    expect(findColumns(['selling_price_usd', 'price in €']).price?.index).toBe(1)
  })
})

describe('cleaning', () => {
  const header = ['Price', 'Mileage', 'Year', 'Make', 'Model', 'Fuel', 'Gearbox', 'Power', 'Engine']

  test('gives physical units', () => {
    expect(
      only(header, [
        '$12,500',
        '45,000 mi',
        '03/2015',
        'VW',
        'Golf',
        'Benzin',
        'Automatik',
        '110 kW (150 PS)',
        '1598 ccm',
      ]),
    ).toEqual({
      price: 12_500,
      currency: 'USD',
      year: 2015,
      mileage: expect.closeTo(72_420.48, 6),
      power: 110,
      engine: 1.598,
      make: 'volkswagen',
      model: 'golf',
      fuel: 'petrol',
      transmission: 'automatic',
      body: '',
      condition: '',
    })
  })

  test('takes the unit of the header, or the habit of the currency, where the number has none', () => {
    const mileages = (name: string, price: string) =>
      only([name, 'price', 'year', 'make'], ['1000', price, '2010', 'bmw']).mileage
    expect(mileages('mileage (km)', '$5000')).toBe(1000)
    expect(mileages('odometer_miles', '5000 €')).toBeCloseTo(1609.344, 9)
    expect(mileages('odometer', '£5000')).toBeCloseTo(1609.344, 9)
    expect(mileages('odometer', '5000 €')).toBe(1000)
  })

  test('splits a name where there is no make', () => {
    const listing = only(
      ['name', 'selling_price', 'km_driven', 'year'],
      ['Maruti Swift VDI', '450000', '70000', '2014'],
    )
    expect(listing).toMatchObject({ make: 'maruti', model: 'swift', mileage: 70_000 })
  })

  test('counts every rule, also those that found nothing', () => {
    const good = (price: string, mileage = '10000', year = '2015') => [price, mileage, year, 'BMW', '320']
    const {
      examples,
      rowsRead,
      rules: counts,
    } = clean(
      file(
        header.slice(0, 5),
        ...['9.000 €', '10.000 €', '11.000 €', '12.000 €', '13.000 €', '14.000 €', '15.000 €'].map((price) =>
          good(price),
        ),
        good('10.000 €'),
        good('0 €'),
        good('on request'),
        good('$9,000'),
        good('12 €'),
        good('9.500 €', 'unknown'),
        good('9.500 €', '10000', 'new'),
        ['9.000 €'],
      ),
    )
    expect(rowsRead).toBe(15)
    expect(examples).toHaveLength(8)
    expect(Object.keys(counts).sort()).toEqual(Object.keys(rules).sort())
    expect(counts).toMatchObject({
      repeated_row_dropped: 1,
      price_zero_dropped: 1,
      price_missing_dropped: 1,
      price_unbelievable_dropped: 1,
      other_currency_dropped: 1,
      year_missing_dropped: 1,
      mileage_missing: 1,
      misshapen_row_dropped: 1,
      miles_converted: 0,
    })
  })

  test('of the made-up market keeps what it should, and finds every fault in it', () => {
    const { examples, rowsRead, rules: counts } = clean(generate(1))
    const dropped = Object.entries(counts).filter(([name]) => name.endsWith('_dropped'))
    expect(examples.length + dropped.reduce((sum, [, count]) => sum + count, 0)).toBe(rowsRead)
    expect(examples.length / rowsRead).toBeGreaterThan(0.94)
    for (const name of [
      'price_zero',
      'price_missing',
      'price_unbelievable',
      'other_currency',
      'year_missing',
      'repeated_row',
    ] as const) {
      expect(counts[`${name}_dropped`]).toBeGreaterThan(10)
    }
    expect(counts.miles_converted).toBeGreaterThan(300)
    expect(new Set(examples.map(({ make }) => make)).size).toBe(10)
    expect(new Set(examples.map(({ transmission }) => transmission))).toEqual(
      new Set(['automatic', 'manual']),
    )
    expect(generate(1)).toEqual(generate(1))
  })
})

describe('a file that cannot be used is refused', () => {
  const cases: [string, Uint8Array, string][] = [
    ['an empty file', new Uint8Array(), 'the file is empty'],
    ['a header alone', file(['price', 'year', 'mileage', 'make']), 'a header and no rows'],
    [
      'a missing column',
      file(['year', 'km', 'make'], ['2010', '1', 'x']),
      'columns missing: price (such as price, askingprice',
    ],
    ['no make', file(['price', 'year', 'km'], ['1', '2010', '1']), 'make and model, or a name'],
    ['UTF-16', Uint8Array.of(0xff, 0xfe, 0x70, 0), 'UTF-16'],
    [
      'mixed encodings',
      Uint8Array.from([...file(['price', 'year', 'km', 'make']), 0xe9, 10]),
      'row 2: "\ufffd" is not UTF-8',
    ],
    [
      'an open quote',
      new TextEncoder().encode('price,year,km,make\n"1,2010,1,x\n'),
      'a quote that opens in record 2 is',
    ],
    [
      'mostly unusable rows',
      file(
        ['price', 'year', 'km', 'make'],
        ['0', '2010', '1', 'x'],
        ['free', '2010', '1', 'x'],
        ['5', '2010', '1', 'x'],
      ),
      'only 1 of 3 rows can be used, less than half: price_missing_dropped 1, price_zero_dropped 1',
    ],
    [
      'prices beyond all money, one of them beyond all numbers',
      file(['price', 'year', 'km', 'make'], ['9'.repeat(400), '2010', '1', 'x'], ['1e300', '2010', '2', 'x']),
      'only 0 of 2 rows can be used, less than half: price_unbelievable_dropped 2',
    ],
  ]
  test.each(cases)('%s', (_, bytes, message) => {
    expect(() => clean(bytes)).toThrow(message)
  })

  test('but not rows given over and over', () => {
    const row = ['5000', '2010', '1', 'x']
    const { examples, rules } = clean(file(['price', 'year', 'km', 'make'], row, row, row))
    expect([examples.length, rules.repeated_row_dropped]).toEqual([1, 2])
  })
})

test('a file that a training could not hold in its memory is refused with its size and the largest', () => {
  expect(() => clean(new Uint8Array(12 * 1024 * 1024 + 1))).toThrow(
    'the file has 12582913 bytes; at most 12582912 are read',
  )
})

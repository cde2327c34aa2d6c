import type { AugmentPlan } from '../../engine/plan';

/** The methods that vary a batch of training images as the engine does: see assembly/augment. */
export function augmentMethods(plan: AugmentPlan): string[] {
  return [
    'def augment(self, pixels):',
    '    """Each image varied by chance, as torchvision\'s RandomAffine, ElasticTransform and others do."""',
    ...['count, _, height, width = pixels.shape', '', ...between].map(indented),
    ...moved(plan).map(indented),
    ...erased(plan).map(indented),
    '    return pixels',
    ...displacements(plan),
  ].map(indented);
}

const indented = (line: string): string => (line === '' ? '' : `    ${line}`);

const between = [
  'def between(low, high, *shape):',
  '    return torch.empty(count, *shape, device=pixels.device).uniform_(low, high)',
  '',
];

/** One look-up for all that moves pixels. */
function moved({ degrees, shear, shift, scale, flip, elastic }: AugmentPlan): string[] {
  const still = degrees === 0 && shear === 0 && shift.every((most) => most === 0);
  if (still && scale[0] === 1 && scale[1] === 1 && flip === 0 && elastic === null) return [];
  return [
    `angle = between(${-degrees}, ${degrees}, 1, 1).deg2rad()`,
    `slant = between(${-shear}, ${shear}, 1, 1).deg2rad().tan()`,
    `scale = between(${scale[0]}, ${scale[1]}, 1, 1)`,
    `shift_x = between(${-shift[0]}, ${shift[0]}, 1, 1).round()`,
    `shift_y = between(${-shift[1]}, ${shift[1]}, 1, 1).round()`,
    '# Where each pixel comes from, counted from the middle.',
    'x = torch.arange(width, device=pixels.device) - (width - 1) / 2',
    'y = torch.arange(height, device=pixels.device).view(-1, 1) - (height - 1) / 2',
    ...(elastic === null
      ? []
      : ['x, y = x + self.displacements(pixels), y + self.displacements(pixels)']),
    'x, y = x - shift_x, y - shift_y',
    'cos, sin = angle.cos() / scale, angle.sin() / scale',
    'from_x = (cos - sin * slant) * x + (sin + cos * slant) * y',
    'from_y = cos * y - sin * x',
    'places = torch.stack([2 * from_x / width, 2 * from_y / height], 3)',
    ...(flip === 0
      ? []
      : [
          `flipped = between(0, 1, 1, 1, 1) < ${flip}`,
          'places = torch.where(flipped, places.flip(2), places)',
        ]),
    'pixels = F.grid_sample(pixels, places, align_corners=False).round()',
  ];
}

function erased({ erasing }: AugmentPlan): string[] {
  if (erasing === null) return [];
  const { p, scale, ratio } = erasing;
  return [
    '# A rectangle: the first of ten that fits.',
    `area = height * width * between(${scale[0]}, ${scale[1]}, 10)`,
    `ratio = between(${Math.log(ratio[0])}, ${Math.log(ratio[1])}, 10).exp()`,
    'rows, columns = (area * ratio).sqrt().round(), (area / ratio).sqrt().round()',
    'fits = (rows < height) & (columns < width)',
    'first = fits.int().argmax(1, keepdim=True)',
    'rows, columns = rows.gather(1, first), columns.gather(1, first)',
    'top = (between(0, 1, 1) * (height - rows + 1)).floor()',
    'left = (between(0, 1, 1) * (width - columns + 1)).floor()',
    'y = torch.arange(height, device=pixels.device)',
    'x = torch.arange(width, device=pixels.device)',
    'inside_y = (y >= top) & (y < top + rows)',
    'inside_x = (x >= left) & (x < left + columns)',
    `chosen = fits.any(1, keepdim=True) & (between(0, 1, 1) < ${p})`,
    'erased = chosen.view(-1, 1, 1) & inside_y.unsqueeze(2) & inside_x.unsqueeze(1)',
    'pixels = pixels.masked_fill(erased.unsqueeze(1), 0)',
  ];
}

/** Elastic displacements along one axis; none where there are none. */
function displacements({ elastic }: AugmentPlan): string[] {
  if (elastic === null) return [];
  const { alpha, sigma, radius } = elastic;
  return [
    '',
    'def displacements(self, pixels):',
    '    """A random number for each pixel, smoothed by a Gaussian that is mirrored at the edges."""',
    '    count, _, height, width = pixels.shape',
    `    distance = torch.arange(${-radius}, ${radius + 1}, device=pixels.device)`,
    `    gaussian = torch.exp(-0.5 * (distance / ${sigma}) ** 2)`,
    '    gaussian = gaussian / gaussian.sum()',
    '    field = torch.empty(count, 1, height, width, device=pixels.device).uniform_(-1, 1)',
    '    for axis, size in (2, height), (3, width):',
    `        place = torch.arange(${-radius}, size + ${radius}, device=pixels.device)`,
    '        period = max(1, 2 * (size - 1))',
    '        place = place.remainder(period)',
    '        place = torch.minimum(place, period - place) if size > 1 else place * 0',
    '        field = field.index_select(axis, place)',
    '        shape = [1, 1, 1, 1]',
    '        shape[axis] = len(gaussian)',
    '        field = F.conv2d(field, gaussian.view(shape))',
    `    return ${alpha / 2} * field[:, 0]`,
  ];
}

/** Small pictures in the colour of the text beside them, which says the same in words. */
const shapes = {
  play: <path d="M4.5 2.5v11l8.5-5.5z" fill="currentColor" />,
  pause: <path d="M4 3h3v10H4zM9 3h3v10H9z" fill="currentColor" />,
  stop: <rect x="3.5" y="3.5" width="9" height="9" rx="1" fill="currentColor" />,
  check: <path d="M2.5 8.5l3.5 3.5 7.5-8" fill="none" stroke="currentColor" stroke-width="1.8" />,
  cross: <path d="M3.5 3.5l9 9m0-9l-9 9" fill="none" stroke="currentColor" stroke-width="1.8" />,
  gear: (
    <g fill="none" stroke="currentColor">
      {/* Eight teeth are the dashes of a thick circle. */}
      <circle cx="8" cy="8" r="6" stroke-width="2" stroke-dasharray="2.36 2.35" />
      <circle cx="8" cy="8" r="4.6" stroke-width="1.2" />
      <circle cx="8" cy="8" r="1.6" stroke-width="1.2" />
    </g>
  ),
  editor: (
    <g fill="none" stroke="currentColor" stroke-width="1.2">
      <path d="M7 2.6H2.6v10.8h10.8V9" />
      <path d="M9.5 2.6h3.9v3.9M13.2 2.8L7.6 8.4" />
    </g>
  ),
};

export type IconName = keyof typeof shapes;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      {shapes[name]}
    </svg>
  );
}

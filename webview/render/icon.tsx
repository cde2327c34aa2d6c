/** Small pictures in the colour of the text beside them, which says the same in words. */
const shapes = {
  play: <path d="M4.5 2.5v11l8.5-5.5z" fill="currentColor" />,
  stop: <rect x="3.5" y="3.5" width="9" height="9" rx="1" fill="currentColor" />,
  check: <path d="M2.5 8.5l3.5 3.5 7.5-8" fill="none" stroke="currentColor" stroke-width="1.8" />,
  cross: <path d="M3.5 3.5l9 9m0-9l-9 9" fill="none" stroke="currentColor" stroke-width="1.8" />,
  pause: <path d="M4 3h3v10H4zM9 3h3v10H9z" fill="currentColor" />,
  back: <path d="M7.5 3l-5 5 5 5M3 8h10.5" fill="none" stroke="currentColor" stroke-width="1.5" />,
  more: (
    <g fill="currentColor">
      <circle cx="3" cy="8" r="1.3" />
      <circle cx="8" cy="8" r="1.3" />
      <circle cx="13" cy="8" r="1.3" />
    </g>
  ),
  warning: (
    <g fill="none" stroke="currentColor" stroke-width="1.3">
      <path d="M8 2.2l6.3 11.3H1.7z" stroke-linejoin="round" />
      <path d="M8 6.4v3.4m0 1.2v1.3" />
    </g>
  ),
  info: <circle cx="8" cy="8" r="2" fill="currentColor" />,
};

export type IconName = keyof typeof shapes;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      {shapes[name]}
    </svg>
  );
}

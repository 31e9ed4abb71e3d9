import { Avatar } from './avatar.tsx';
import { PeopleText } from './people-text.tsx';

/** Who this page is about: picture, heading, and a line beneath it. */
export function PersonHeading({
  name,
  picture,
  title,
  subtitle,
}: {
  name: string;
  picture: string | undefined;
  title: string;
  subtitle: string;
}) {
  return (
    <div className="flex items-center gap-4">
      <Avatar name={name} picture={picture} large />
      <div>
        <h1 className="text-title">
          <PeopleText>{title}</PeopleText>
        </h1>
        <p className="text-muted">
          <bdi>{subtitle}</bdi>
        </p>
      </div>
    </div>
  );
}

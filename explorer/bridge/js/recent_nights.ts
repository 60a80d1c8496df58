// Nights that were opened in this browser: of two with one name the place says which is which.

export interface RecentNight {
  title: string;
  place: string;
  hypnogram: string;
}

const UPLOADED = /^upload\/([0-9a-z]{4})/i;

// The folder of a file, or the beginning of an upload's own key.
const whereabouts = (place: string): string => {
  const uploaded = UPLOADED.exec(place);
  if (uploaded) return `uploaded, ${uploaded[1]}`;
  return place.split(/[/\\]/).at(-2) || place;
};

export const namedApart = (nights: RecentNight[]): RecentNight[] =>
  nights.map((night) => {
    const alike = nights.some((other) => other !== night && other.title === night.title);
    return alike ? { ...night, title: `${night.title} (${whereabouts(night.place)})` } : night;
  });

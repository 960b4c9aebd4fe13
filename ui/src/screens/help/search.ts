import { fold } from "$/features/table/words";
import type { Chapter, Topic } from "$/lib/messages/help";

const hayOf = (topic: Topic): string =>
  fold([topic.title, ...topic.text, ...(topic.steps ?? []), ...(topic.table?.rows.flat() ?? [])].join(" "));

/** Chapters with the topics that hold every word; those with a word in the heading come first within a chapter. */
export function searchGuide(chapters: readonly Chapter[], text: string): Chapter[] {
  const terms = fold(text).split(/\s+/).filter(Boolean);
  if (terms.length === 0) return [...chapters];
  const inTitle = (topic: Topic) => terms.some((term) => fold(topic.title).includes(term));
  return chapters
    .map((chapter) => {
      const whole = terms.every((term) => fold(chapter.title).includes(term));
      const topics = chapter.topics.filter(
        (topic) => whole || terms.every((term) => hayOf(topic).includes(term)),
      );
      return {
        ...chapter,
        topics: [...topics.filter(inTitle), ...topics.filter((topic) => !inTitle(topic))],
      };
    })
    .filter((chapter) => chapter.topics.length > 0);
}

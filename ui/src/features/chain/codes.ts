/** A journal entry's details as names and values that can be read and copied; nested ones are joined by a dot. */
export function codesOf(details: unknown): Record<string, string> {
  const codes: Record<string, string> = {};
  gather(details, "", codes);
  return codes;
}

function gather(value: unknown, name: string, codes: Record<string, string>): void {
  if (value === null || value === undefined || value === "") return;
  if (typeof value !== "object") {
    codes[name === "" ? "details" : name] = String(value);
    return;
  }
  if (Array.isArray(value) && value.every((part) => typeof part !== "object")) {
    if (value.length > 0) codes[name] = value.join(", ");
    return;
  }
  for (const [key, part] of Object.entries(value)) gather(part, name === "" ? key : `${name}.${key}`, codes);
}

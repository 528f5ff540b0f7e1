// One line of JSON for each test: {"name":…, "ok":…, "error":…}.
export default async function* reporter(source) {
  for await (const { type, data } of source) {
    if (type === "test:pass" || type === "test:fail") {
      const cause = data.details.error?.cause ?? data.details.error;
      const error = cause && String(cause.stack ?? cause);
      yield JSON.stringify({ name: data.name, ok: type === "test:pass", error }) + "\n";
    }
  }
}

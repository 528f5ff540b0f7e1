package dev.anqa.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The directory of results: {@code PART/KEY.json} for each entry, {@code PART-*.svg}, {@code
 * results.json} with all entries and {@code results.md} with all tables.
 */
final class Results {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  private final Path directory;

  Results(Path directory) {
    this.directory = directory;
  }

  /** Keeps an entry, in place of an older one of its key. */
  void keep(Part part, Entry entry) throws IOException {
    Path file = file(part, entry.key());
    Files.createDirectories(file.getParent());
    Files.writeString(file, JSON.writeValueAsString(entry) + "\n");
  }

  /** The entries of a part that there are, from this run or an earlier one, in order. */
  List<Entry> entries(Part part) throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (Part.Step step : part.steps(Part.Length.WHOLE)) {
      Path file = file(part, step.key());
      if (Files.exists(file)) {
        entries.add(JSON.readValue(Files.readString(file), Entry.class));
      }
    }
    return entries;
  }

  /** Writes tables and plots of all that there is. */
  void write(List<Part> parts) throws IOException {
    Files.createDirectories(directory);
    StringBuilder text = new StringBuilder("# Results\n\n");
    Map<String, List<Entry>> all = new LinkedHashMap<>();
    for (Part part : parts) {
      List<Entry> entries = entries(part);
      if (entries.isEmpty()) {
        continue;
      }
      all.put(part.name(), entries);
      Report report = part.report(entries);
      text.append(report.markdown());
      for (Map.Entry<String, Plot> plot : report.plots().entrySet()) {
        Files.writeString(directory.resolve(plot.getKey() + ".svg"), Svg.draw(plot.getValue()));
      }
    }
    Files.writeString(directory.resolve("results.md"), text);
    Files.writeString(directory.resolve("results.json"), JSON.writeValueAsString(all) + "\n");
  }

  private Path file(Part part, String key) {
    return directory.resolve(part.name()).resolve(key + ".json");
  }
}

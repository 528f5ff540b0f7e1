package dev.anqa.inspect;

/**
 * A topic that has subscribers on this node.
 *
 * @param subscribers how many
 */
public record TopicInfo(String topic, int subscribers) {}

package dev.anqa.pubsub;

/** A broadcast, or several in a row, in the form that one {@link Format} makes of it. */
public interface Encoded {}

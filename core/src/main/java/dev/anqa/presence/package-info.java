/**
 * Who is here: presence on topics, for clients. The counterpart of {@code Phoenix.Presence}.
 *
 * <p>An application meets {@link dev.anqa.presence.Presence}, and what it hands out: {@link
 * dev.anqa.presence.PresenceList}, {@link dev.anqa.presence.Present}, {@link
 * dev.anqa.presence.Meta}. Two hooks may be given to it: {@link dev.anqa.presence.Fetch} adds what
 * the application knows, {@link dev.anqa.presence.MetasHandler} follows what happens.
 *
 * <p>A {@link dev.anqa.tracker.Tracker} below it knows who is where in the whole cluster. What it
 * tells becomes one broadcast for each change and topic, made by every node for its own clients:
 *
 * <pre>
 *   track ──► Tracker ──► DiffLines ──► TopicDiffs ──► fetch ──► PubSub.localBroadcast
 *     caller    its shard's thread        a virtual thread for each diff; they go out in order
 * </pre>
 */
@NullMarked
package dev.anqa.presence;

import org.jspecify.annotations.NullMarked;

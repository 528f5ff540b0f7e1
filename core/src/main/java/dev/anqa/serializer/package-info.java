/** Frames and messages: what the serializers V1 and V2 of Phoenix make of one another. */
@NullMarked
package dev.anqa.serializer;

import org.jspecify.annotations.NullMarked;

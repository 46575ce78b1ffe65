/**
 * Models by their name on Hugging Face's hub: {@code hf:org/name} or {@code hf:org/name@revision}.
 *
 * <p>{@link dev.glossa.udf.model.hub.Hub#locate} looks a name up in the cache that Hugging Face's
 * own client keeps, fetches what is missing, and gives a folder like any other checkpoint's. The
 * cache's form is the client's, so that each finds what the other has fetched:
 *
 * <pre>{@code
 * HF_HUB_CACHE/
 *   models--org--name/
 *     blobs/HASH                      the contents, each once
 *     snapshots/COMMIT/config.json    a relative link to ../../blobs/HASH
 *     refs/main                       the commit that a branch or tag stood at
 *     .glossa/COMMIT                  the names of the files that Glossa needs of this commit
 *   .locks/models--org--name/HASH.lock
 * }</pre>
 *
 * <p>Unlike that client, this one compares every file that it fetches with its hash. Nothing here
 * follows a branch by itself: what is in the cache stays in use until {@link
 * dev.glossa.udf.model.hub.Hub#pull} asks the hub again.
 *
 * <p><b>Trap:</b> Hugging Face's libraries fetch only the files that they want. A cached snapshot
 * that another program made may have the weights of an embedding model but not its pooling, and
 * would load and give wrong vectors. Only the list in {@code .glossa} tells that nothing is
 * missing.
 */
package dev.glossa.udf.model.hub;

# A model that reads in both directions. Its family gives
#   embed(tokens [R, T], positions [1, T]) -> x [R * T, D]
#   qkv(i, x, t, turns) -> query [R, H, T, E], key and value [R, G, T, E] of layer i, of x's element type or as product
#     has them; t: how many are T; turns: see transformer.ts.py
#   close_layer(i, x, a [R * T, H * E]) -> x [R * T, D]: the rest of layer i after attention
class Encoder(Transformer):
  layers : int
  classifier : List[List[Tensor]]  # linear layers of the head for labels, the hidden one first where there is one
  classifier_activation : str  # behind the hidden one

  def load_classifier(self, w: List[Tensor], device: Tensor):
    # w: weight and bias of each linear layer
    like, storage = device.to(self.element), common.exact(self.storage)
    for i in range(0, len(w), 2):
      self.classifier.append(common.linear_layer(w[i], w[i + 1], like, storage))

  def is_causal(self) -> bool:
    return False

  def text_mask(self, length: int, past: int, like: Tensor) -> Tensor:
    # of one text, padded to a multiple of 16: [1, 1, 1, T]; it goes on after nothing
    t = common.round_up(length)
    return common.additive_mask(torch.lt(torch.arange(t, device=like.device), length), like).view([1, 1, 1, t])

  def final_norm(self, x: Tensor) -> Tensor:
    # x [R * T, D] after the last layer -> the same, for families that end with a norm
    return x

  def read(self, tokens: Tensor, lengths: Tensor, keep: str, row: int) -> Tuple[Tensor, List[Tensor]]:
    # tokens [R, T] int64, lengths [R] int64 -> the last layer's output [R * T, D], and of each layer what keep names:
    # "statistics" of attention [R, H, 6], "weights" of one row's attention [H, T, T], or nothing
    positions = torch.arange(tokens.size(1), device=tokens.device).unsqueeze(0)
    return self.read_embedded(self.embed(tokens, positions), positions, lengths, keep, row)

  def read_embedded(
      self, embedded: Tensor, positions: Tensor, lengths: Tensor, keep: str, row: int
      ) -> Tuple[Tensor, List[Tensor]]:
    # embedded [R * T, D] is what the first layer reads; the rest as above
    x = embedded
    r, t = lengths.size(0), positions.size(1)
    real = common.padding_mask(lengths, t)
    turns = self.turns(positions)
    masks = self.masks(common.additive_mask(real, x).view([r, 1, 1, t]), self.bias_kinds, positions, positions)
    kept = annotate(List[Tensor], [])
    for i in range(self.layers):
      q, k, v = self.qkv(i, x, t, turns)
      q, k, v = q.to(x), common.repeat_heads(k.to(x), q.size(1)), common.repeat_heads(v.to(x), q.size(1))
      mask = masks[self.kind(self.bias_kinds, i)]
      if keep == "statistics":
        a, s = self.attention_with_statistics(q, k, v, mask, real)
        kept.append(s)
      else:
        if keep == "weights":
          kept.append(self.probabilities(q[row], k[row], mask[min(row, mask.size(0) - 1)]))
        a = self.attend(q, k, v, mask)
      x = self.close_layer(i, x, common.join_heads(a))
    return (self.final_norm(x), kept)

  def hidden(self, tokens: Tensor, lengths: Tensor) -> Tensor:
    # -> last_hidden_state [R, T, D]
    x, kept = self.read(tokens, lengths, "nothing", 0)
    return x.view([tokens.size(0), tokens.size(1), -1])

  def hidden_typed(self, tokens: Tensor, types: Tensor, lengths: Tensor) -> Tensor:
    # hidden, of rows that may hold two texts
    positions = torch.arange(tokens.size(1), device=tokens.device).unsqueeze(0)
    embedded = self.embed_typed(tokens, types, positions)
    x, kept = self.read_embedded(embedded, positions, lengths, "nothing", 0)
    return x.view([tokens.size(0), tokens.size(1), -1])

  def labels(self, x: Tensor) -> Tensor:
    # x [N, D] -> logits of the labels [N, L] float32
    y = x
    if len(self.classifier) > 1:
      y = common.activated(x, self.classifier[0], self.classifier_activation)
    return common.linear(y, self.classifier[len(self.classifier) - 1]).to(6)

  def classify(self, tokens: Tensor, types: Tensor, lengths: Tensor) -> Tensor:
    # -> logits of each text's labels [R, L]
    return self.labels_of(self.hidden_typed(tokens, types, lengths), lengths)

  def labels_of(self, h: Tensor, lengths: Tensor) -> Tensor:
    # h [R, T, D] last hidden states -> logits of each text's labels [R, L]
    return self.labels(h[:, 0].contiguous())

  def packed_classify(
      self, tokens: Tensor, types: Tensor, positions: Tensor, begins: List[int], lengths: List[int], block: int
      ) -> Tensor:
    # classify of texts that stand one behind another, see packed_read
    h = self.packed_hidden(tokens, types, positions, begins, lengths, block)
    all = annotate(List[Tensor], [])
    for r in range(len(begins)):
      length = torch.full([1], lengths[r], dtype=4, device=h.device)
      all.append(self.labels_of(self.text(h, begins[r], lengths[r]), length))
    return torch.cat(all, 0)

  def packed_tag(
      self, tokens: Tensor, types: Tensor, positions: Tensor, begins: List[int], lengths: List[int], block: int
      ) -> Tensor:
    # -> logits of each token's labels [N, L], one text's behind another's without padding, see packed_read
    h = self.packed_hidden(tokens, types, positions, begins, lengths, block)
    all = annotate(List[Tensor], [])
    for r in range(len(begins)):
      all.append(self.labels(self.text(h, begins[r], lengths[r]).squeeze(0))[:lengths[r]])
    return torch.cat(all, 0)

  def tag(self, tokens: Tensor, types: Tensor, lengths: Tensor) -> Tensor:
    # -> logits of each token's labels [R, T, L]
    h = self.hidden_typed(tokens, types, lengths)
    return self.labels(h.view([-1, h.size(2)])).view([h.size(0), h.size(1), -1])

  def attention(
      self, tokens: Tensor, lengths: Tensor, targets: Tensor, target_lengths: Tensor) -> List[Tensor]:
    # -> attention statistics [R, layers, H, 6]; a model of one part reads no targets
    x, kept = self.read(tokens, lengths, "statistics", 0)
    return [torch.stack(kept, 1)]

  def matrices(
      self, tokens: Tensor, lengths: Tensor, targets: Tensor, target_lengths: Tensor, row: int) -> List[Tensor]:
    # -> one row's attention weights [layers, H, T, T]
    x, kept = self.read(tokens, lengths, "weights", row)
    return [torch.stack(kept, 0)]

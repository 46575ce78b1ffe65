# A model that reads in both directions. Its family gives
#   embed(tokens [R, T], positions [1, T]) -> x [R * T, D]
#   qkv(i, x, positions) -> query [R, H, T, E], key and value [R, G, T, E] of layer i
#   close_layer(i, x, a [R * T, H * E]) -> x [R * T, D]: the rest of layer i after attention
class Encoder(Transformer):
  layers : int

  def final_norm(self, x: Tensor) -> Tensor:
    # x [R * T, D] after the last layer -> the same, for families that end with a norm
    return x

  def read(self, tokens: Tensor, lengths: Tensor, keep: str, row: int) -> Tuple[Tensor, List[Tensor]]:
    # tokens [R, T] int64, lengths [R] int64 -> the last layer's output [R * T, D], and of each layer what keep names:
    # "statistics" of attention [R, H, 6], "weights" of one row's attention [H, T, T], or nothing
    r, t = tokens.size(0), tokens.size(1)
    positions = torch.arange(t, device=tokens.device).unsqueeze(0)
    real = common.padding_mask(lengths, t)
    x = self.embed(tokens, positions)
    masks = self.masks(common.additive_mask(real, x).view([r, 1, 1, t]), self.bias_kinds, positions, positions)
    kept = annotate(List[Tensor], [])
    for i in range(self.layers):
      q, k, v = self.qkv(i, x, positions)
      k, v = common.repeat_heads(k, q.size(1)), common.repeat_heads(v, q.size(1))
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

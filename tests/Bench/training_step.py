#!/usr/bin/python3
"""A training step of the shape of coca_ViT-B-32 in plain PyTorch: what `./coca-train run` is compared with (docs/train.md).

Debian: apt-get install python3-torch; then /usr/bin/python3 tests/Bench/training_step.py [batch] [steps] [threads] [text length]
Prints seconds a step, the median of all but the first. Random weights, random pictures and texts: only the time is of interest.
"""
import statistics
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

BATCH, STEPS, THREADS, LENGTH = (int(a) for a in (sys.argv[1:] + ["8", "5", "2", "76"][len(sys.argv) - 1:]))
VOCABULARY, EMBED = 49408, 512


class Block(nn.Module):
    def __init__(self, width, heads, cross=False):
        super().__init__()
        self.cross = cross
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.norm_context = nn.LayerNorm(width) if cross else None
        self.attention = nn.MultiheadAttention(width, heads, batch_first=True)
        self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def forward(self, x, context=None, mask=None):
        query = self.norm1(x)
        keys = self.norm_context(context) if self.cross else query
        x = x + self.attention(query, keys, keys, attn_mask=mask, need_weights=False)[0]
        return x + self.mlp(self.norm2(x))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.patches = nn.Conv2d(3, 768, 32, 32, bias=False)
        self.cls = nn.Parameter(torch.randn(1, 1, 768) * 0.02)
        self.image_positions = nn.Parameter(torch.randn(50, 768) * 0.02)
        self.image_norm = nn.LayerNorm(768)
        self.image_layers = nn.ModuleList(Block(768, 12) for _ in range(12))
        self.query = nn.Parameter(torch.randn(1, 256, EMBED))
        self.query_norm, self.key_norm, self.pooled_norm = nn.LayerNorm(EMBED), nn.LayerNorm(768), nn.LayerNorm(EMBED)
        self.pooler = nn.MultiheadAttention(EMBED, 8, kdim=768, vdim=768, batch_first=True)
        self.image_projection = nn.Linear(EMBED, EMBED, bias=False)
        self.words = nn.Embedding(VOCABULARY, EMBED)
        self.text_positions = nn.Parameter(torch.randn(LENGTH + 1, EMBED) * 0.01)
        self.text_cls = nn.Parameter(torch.randn(1, 1, EMBED) * 0.01)
        self.text_layers = nn.ModuleList(Block(EMBED, 8) for _ in range(12))
        self.text_norm = nn.LayerNorm(EMBED)
        self.text_projection = nn.Linear(EMBED, EMBED, bias=False)
        self.decoder_layers = nn.ModuleList(Block(EMBED, 8) for _ in range(12))
        self.cross_layers = nn.ModuleList(Block(EMBED, 8, cross=True) for _ in range(12))
        self.decoder_norm = nn.LayerNorm(EMBED)
        self.logits = nn.Linear(EMBED, VOCABULARY, bias=False)
        self.scale = nn.Parameter(torch.tensor(2.66))

    def forward(self, pictures, ids):
        batch = len(pictures)
        x = self.patches(pictures).flatten(2).transpose(1, 2)
        x = self.image_norm(torch.cat([self.cls.expand(batch, -1, -1), x], 1) + self.image_positions)
        for layer in self.image_layers:
            x = layer(x)
        keys = self.key_norm(x)
        pooled = self.pooled_norm(self.pooler(self.query_norm(self.query).expand(batch, -1, -1), keys, keys, need_weights=False)[0])
        image = F.normalize(self.image_projection(pooled[:, 0]), dim=-1)

        mask = torch.full((LENGTH + 1, LENGTH + 1), float("-inf")).triu(1)
        y = torch.cat([self.words(ids), self.text_cls.expand(batch, -1, -1)], 1) + self.text_positions
        for layer in self.text_layers:
            y = layer(y, mask=mask)
        text = F.normalize(self.text_projection(self.text_norm(y[:, -1])), dim=-1)
        scores = self.scale.exp() * image @ text.T
        target = torch.arange(batch)
        contrastive = (F.cross_entropy(scores, target) + F.cross_entropy(scores.T, target)) / 2

        z, mask = y[:, :LENGTH - 1], mask[:LENGTH - 1, :LENGTH - 1]
        for own, cross in zip(self.decoder_layers, self.cross_layers):
            z = cross(own(z, mask=mask), context=pooled[:, 1:])
        caption = F.cross_entropy(self.logits(self.decoder_norm(z)).flatten(0, 1), ids[:, 1:].flatten())
        return contrastive + 2 * caption


torch.set_num_threads(THREADS)
torch.manual_seed(1)
net = Net()
optimizer = torch.optim.AdamW(net.parameters(), lr=1e-4)
pictures, ids = torch.randn(BATCH, 3, 224, 224), torch.randint(1, VOCABULARY, (BATCH, LENGTH))
times = []
for _ in range(STEPS + 1):
    start = time.perf_counter()
    optimizer.zero_grad()
    net(pictures, ids).backward()
    torch.nn.utils.clip_grad_norm_(net.parameters(), 1)
    optimizer.step()
    times.append(time.perf_counter() - start)
print(f"{statistics.median(times[1:]):.2f} s a step of {BATCH}, {sum(p.numel() for p in net.parameters()) / 1e6:.0f} M parameters, torch {torch.__version__}")

"""The public nets that the students are taught by, looking at the student's very view (shared reference notes: inputs).

Measured on held-out crops cut for the students: area 1.000 for both on unseen subjects, unseen chips and the other rig. The
second public colour net (4.0 boxes) has 0.91 to 0.93 on the other camera and does not teach.
"""
import os
import tempfile

import onnx
import torch
import torch.nn as nn
import torch.nn.functional as F

from common.frozen import Frozen
from common.paths import reference

#: file, the tensor that its last layer reads
NETS = {"rgb": ("2.7_80x80_MiniFASNetV2.onnx", "/bn/BatchNormalization_output_0"), "ir": ("Feathernet_SE_IR.onnx", "485")}


class Teacher(nn.Module):
    """forward(x): views 0..1 [N,C,S,S] -> log-odds of live [N], features [N,D]"""

    def __init__(self, kind: str):
        super().__init__()
        name, feature = NETS[kind]
        m = onnx.load(reference(name))
        del m.graph.output[1:]
        m.graph.output.append(onnx.helper.make_tensor_value_info(feature, onnx.TensorProto.FLOAT, None))
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "teacher.onnx")
            onnx.save(m, path)
            self.net = Frozen(path)
        self.colour = kind == "rgb"

    @torch.no_grad()
    def forward(self, x):
        if self.colour:
            x = x.flip(1) * 255
        else:
            x = F.interpolate(x * 2 - 1, size=224, mode="bilinear", align_corners=False)
        out, feature = self.net(x.contiguous(memory_format=torch.channels_last))
        out = out.float()
        rest = torch.cat([out[:, :1], out[:, 2:]], 1)
        return out[:, 1] - torch.logsumexp(rest, 1), feature.float()

"""Writes tensorBoardFile.tfevents with TensorBoard's own writer and protobuf classes (tensorboard 2.21.0).

Wall times are fixed so that the file can be compared byte for byte.
"""

from pathlib import Path

from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.histogram_pb2 import HistogramProto
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.record_writer import RecordWriter

values = [
    Summary.Value(tag="loss", simple_value=0.25),
    Summary.Value(tag="val/准确率", simple_value=0.0),
    Summary.Value(
        tag="dense/kernel",
        histo=HistogramProto(
            min=-1.5,
            max=2.0,
            num=5,
            sum=1.25,
            sum_squares=7.5,
            bucket_limit=[-1.0, 0.5, 2.5],
            bucket=[1, 3, 1],
        ),
    ),
    Summary.Value(tag="loss", simple_value=float("nan")),
]
with open(Path(__file__).parent / "tensorBoardFile.tfevents", "wb") as file:
    writer = RecordWriter(file)
    writer.write(Event(wall_time=1700000000.5, file_version="brain.Event:2").SerializeToString())
    for i, value in enumerate(values):
        event = Event(wall_time=1700000000.5 + i, step=1000 * i, summary=Summary(value=[value]))
        writer.write(event.SerializeToString())
    writer.flush()
